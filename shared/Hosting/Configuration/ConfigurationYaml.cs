using System.Text;
using System.Text.RegularExpressions;
using HomelabMcp.Core;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace HomelabMcp.Hosting;

/// <summary>Turns bytes into a tree that is safe to walk: bounded in depth, nodes and aliases, one document.</summary>
internal static partial class ConfigurationYaml
{
    private const int Deepest = 32;
    private const int MostEvents = 50_000;

    // Stand for the braces of a reference while YAML is read: { token: ${env:X} } is how people write it, but a brace
    // inside a flow mapping would end the value.
    private const char Opening = '\uE000';
    private const char Closing = '\uE001';

    /// <summary>The root mapping; null when the faults say why there is none.</summary>
    public static ConfigurationNode? Load(ReadOnlySpan<byte> content, string file, List<Fault> faults)
    {
        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(content);
        }
        catch (DecoderFallbackException)
        {
            faults.Add(new(file, LineOfBadByte(content), "", "This is not UTF-8."));
            return null;
        }

        try
        {
            text = Reference().Replace(text, match => $"${Opening}{match.Groups["inside"].Value}{Closing}");
            if (Unsafe(text, file) is { } fault)
            {
                faults.Add(fault);
                return null;
            }

            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            foreach (var scalar in stream.Documents.SelectMany(document => document.AllNodes).OfType<YamlScalarNode>())
                scalar.Value = scalar.Value?.Replace(Opening, '{').Replace(Closing, '}');
            if (stream.Documents is [{ RootNode: YamlMappingNode root }]) return new ConfigurationNode(root, "", file, faults);
            faults.Add(new(file, 1, "", stream.Documents.Count > 1 ? "A configuration is one document." : "A configuration is a mapping that begins with 'installation:'."));
        }
        catch (YamlException error)
        {
            faults.Add(new(file, Math.Max(1, (int)error.Start.Line), "", $"This is not YAML: {Sentence(error)}"));
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or FormatException or OverflowException or KeyNotFoundException)
        {
            // The parser's own slips on malformed input: for the reader of the file they are all the same.
            faults.Add(new(file, 1, "", $"This is not YAML: {error.Message}"));
        }

        return null;
    }

    // The parser streams, so it finds what the loader below would overflow the stack or the memory on.
    private static Fault? Unsafe(string text, string file)
    {
        var parser = new Parser(new StringReader(text));
        var depth = 0;
        var events = 0;
        while (parser.MoveNext())
        {
            var line = Math.Max(1, (int)parser.Current!.Start.Line);
            depth += parser.Current.NestingIncrease;
            if (depth > Deepest + 2) return new(file, line, "", $"This is nested more than {Deepest} deep.");
            if (++events > MostEvents) return new(file, line, "", "This holds too many values for a configuration.");
            if (parser.Current is AnchorAlias) return new(file, line, "", "Aliases (*name) are not used in a configuration: write the value again.");
        }

        return null;
    }

    [GeneratedRegex(@"\$\{(?<inside>[^{}\r\n]*)\}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 500)]
    private static partial Regex Reference();

    private static string Sentence(YamlException error)
    {
        var message = (error.InnerException ?? error).Message;
        var start = message.IndexOf("): ", StringComparison.Ordinal);
        return (start < 0 ? message : message[(start + 3)..]).ReplaceLineEndings(" ");
    }

    private static int LineOfBadByte(ReadOnlySpan<byte> content)
    {
        var line = 1;
        while (!content.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(content, out var rune, out var used) is not System.Buffers.OperationStatus.Done) return line;
            if (rune.Value is '\n') line++;
            content = content[used..];
        }

        return line;
    }
}
