using HomelabMcp.Core;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace HomelabMcp.GitOps;

/// <summary>
/// Finds <c>hub.listen</c> in <c>homelab.yaml</c> and looks at nothing else: a thin client must resolve none of the
/// file's secrets, and knows none of its platforms.
/// </summary>
internal static class HubAddress
{
    /// <summary>The address; null where the file names none.</summary>
    public static Uri? Read(string file)
    {
        try
        {
            using var text = File.OpenText(file);
            var stream = new YamlStream();
            stream.Load(text);
            var listen = stream.Documents is [{ RootNode: YamlMappingNode root }] && root.Children.TryGetValue("hub", out var hub)
                && hub is YamlMappingNode settings && settings.Children.TryGetValue("listen", out var found) ? (found as YamlScalarNode)?.Value : null;
            if (listen is null) return null;
            return Uri.TryCreate(listen, UriKind.Absolute, out var address) ? address : throw new HomelabException($"hub.listen of {file} is '{listen}', which is no address: write http://127.0.0.1:7420.");
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or YamlException)
        {
            throw new HomelabException($"{file} cannot be read: {wrong.Message}", wrong);
        }
    }
}
