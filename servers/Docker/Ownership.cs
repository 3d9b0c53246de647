using HomelabMcp.Core;

namespace HomelabMcp.Docker;

/// <summary>
/// Our labels. They go into the create call, as labels of a living object cannot change; what was adopted therefore
/// bears none.
/// </summary>
internal static class Ownership
{
    public const string Prefix = "io.homelab.";

    /// <summary>The mark, as <see cref="OwnershipMark.ToString"/> writes it.</summary>
    public const string Mark = Prefix + "mark";

    /// <summary>The resource's key, for people who look at the engine.</summary>
    public const string Key = Prefix + "key";

    /// <summary>On a container that is to be started as part of its making.</summary>
    public const string Start = Prefix + "start";

    /// <summary>On helpers of ours, which are nobody's resource.</summary>
    public const string Helper = Prefix + "helper";

    public static Dictionary<string, string> Labels(WriteCall call) => new(StringComparer.Ordinal)
    {
        [Mark] = call.Mark.ToString(),
        [Key] = call.Key.ToString(),
    };

    public static OwnershipMark? Of(IEnumerable<KeyValuePair<string, string>>? labels) =>
        labels?.FirstOrDefault(label => label.Key == Mark).Value is { } text && OwnershipMark.TryParse(text, out var mark) ? mark : null;

    /// <summary>The labels that are not ours.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Foreign(IEnumerable<KeyValuePair<string, string>>? labels) =>
        (labels ?? []).Where(label => !label.Key.StartsWith(Prefix, StringComparison.Ordinal)).OrderBy(label => label.Key, StringComparer.Ordinal);

    /// <summary>The refusal to touch what bears our name but not our mark.</summary>
    public static PlatformException Taken(string thing, string name) =>
        new(PlatformFailure.Taken, $"A {thing} named '{name}' exists that this installation did not make: rename one of them, or say 'adopt: true' under lifecycle.");
}
