using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Cronos;
using HomelabMcp.Core;

namespace HomelabMcp.Engine;

/// <summary>
/// Reads <c>policy.yaml</c>. All keys are optional; what is left out is as the built-in policy says, except that
/// drift of approved content is healed.
/// </summary>
/// <remarks>
/// <code>
/// protect: [proxmox.vm/nas, "docker.volume/*"]        # never deleted nor replaced
/// limits: { deletes: 3, replaces: 2 }                 # of what holds no state, at most so many unasked in one run
/// heal: true                                          # put drift of approved content right unasked
/// needs: { create: merge, update: merge, delete: merge, replace: approval, adopt: approval, release: merge }
/// tiers: { high: two-approvals }                      # what a tier of risk needs at least
/// rules:                                              # the first that matches decides instead of needs
///   - match: proxmox.vm/*
///     operations: [update]
///     needs: approval                                 # merge | approval | two-approvals | never
///     why: Guests carry services.
/// freeze:
///   - { name: night, cron: "0 22 * * *", duration: 8h, timezone: Europe/Berlin }
/// approvers: [alice, bob]                             # empty: every reviewer
/// </code>
/// </remarks>
public sealed class PolicyReader
{
    /// <summary>Its path: at the root of the desired state.</summary>
    public const string File = "policy.yaml";

    private static readonly string[] Keys = ["protect", "limits", "heal", "needs", "tiers", "rules", "freeze", "approvers"];
    private readonly List<Fault> faults = [];

    private PolicyReader() { }

    /// <summary>The policy of a file, or what is wrong with it.</summary>
    public static (Policy? Policy, ImmutableArray<Fault> Faults) Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new PolicyReader();
        var policy = YamlText.Decode(File, bytes, reader.faults) is { } text ? reader.Policy(text) : null;
        return reader.faults.Count == 0 ? (policy, []) : (null, [.. reader.faults]);
    }

    private Policy? Policy(string text)
    {
        var documents = YamlText.Parse(File, text, faults);
        if (faults.Count > 0) return null;
        if (documents.Count == 0) return WithId(new() { Id = "", Heal = true });
        if (documents.Count > 1 || documents[0] is not YamlMap map)
        {
            Fault(documents[^1].Line, "", $"A policy is one mapping with {string.Join(", ", Keys)}.");
            return null;
        }

        Known(map, "", Keys);
        var limits = Section(map, "limits", ["deletes", "replaces"]);
        return WithId(new()
        {
            Id = "",
            Protected = Patterns(map, "protect"),
            MaxDeletes = Number(limits, "limits", "deletes"),
            MaxReplaces = Number(limits, "limits", "replaces"),
            Heal = map.Find("heal") is not { } heal || Flag(heal),
            Needs = Needs(map),
            Tiers = Tiers(map),
            Rules = [.. Maps(map, "rules").Select(Rule).OfType<PolicyRule>()],
            Freezes = [.. Maps(map, "freeze").Select(Freeze).OfType<FreezeWindow>()],
            Approvers = [.. Texts(map, "approvers", "approvers").Select(text => text.Text)],
        });
    }

    private ImmutableDictionary<StepOperation, Need> Needs(YamlMap map)
    {
        var needs = Engine.Policy.BuiltIn.Needs;
        foreach (var (key, value) in Section(map, "needs", Words<StepOperation>())?.Entries ?? [])
            if (Word<StepOperation>(key, "needs") is { } operation && Word<Need>(value, "needs." + key.Text) is { } need) needs = needs.SetItem(operation, need);
        return needs;
    }

    private ImmutableDictionary<RiskTier, Need> Tiers(YamlMap map)
    {
        var tiers = ImmutableDictionary<RiskTier, Need>.Empty;
        foreach (var (key, value) in Section(map, "tiers", Words<RiskTier>())?.Entries ?? [])
            if (Word<RiskTier>(key, "tiers") is { } tier && Word<Need>(value, "tiers." + key.Text) is { } need) tiers = tiers.SetItem(tier, need);
        return tiers;
    }

    private PolicyRule? Rule(YamlMap map)
    {
        Known(map, "rules", ["match", "operations", "needs", "why"]);
        var match = Text(map, "rules", "match", required: true);
        if (map.Find("needs") is not { } needs)
        {
            Fault(map.Line, "rules.needs", $"'needs' is missing: {string.Join(", ", Words<Need>())}.");
            return null;
        }

        var operations = Texts(map, "operations", "rules.operations").Select(text => Word<StepOperation>(text, "rules.operations")).OfType<StepOperation>();
        var need = Word<Need>(needs.Value, "rules.needs");
        if (match is not null) PatternIsValid(match, map.Find("match")!.Key.Line, "rules.match");
        return match is null || need is null ? null : new(match, [.. operations], need.Value, Text(map, "rules", "why", required: false) ?? "");
    }

    private FreezeWindow? Freeze(YamlMap map)
    {
        Known(map, "freeze", ["name", "cron", "duration", "timezone"]);
        var name = Text(map, "freeze", "name", required: true);
        var cron = Text(map, "freeze", "cron", required: true);
        var duration = Text(map, "freeze", "duration", required: true);
        var zone = Text(map, "freeze", "timezone", required: false) ?? "UTC";
        if (name is null || cron is null || duration is null) return null;
        if (!CronExpression.TryParse(cron, CronFormat.Standard, out _))
            Fault(map.Find("cron")!.Key.Line, "freeze.cron", $"'{cron}' is no time plan: five fields (minute hour day month weekday), such as \"0 22 * * *\".");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            Fault(map.Find("timezone")!.Key.Line, "freeze.timezone", $"'{zone}' is no time zone: an IANA name such as Europe/Berlin or UTC.");
        if (Durations.Parse(duration) is { } length && length > TimeSpan.Zero && length <= TimeSpan.FromDays(31)) return new(name, cron, length, zone);
        Fault(map.Find("duration")!.Key.Line, "freeze.duration", $"'{duration}' is no duration up to 31d: write 30m, 8h, 1h30m or 2d.");
        return null;
    }

    private ImmutableArray<string> Patterns(YamlMap map, string name)
    {
        var texts = Texts(map, name, name);
        foreach (var text in texts) PatternIsValid(text.Text, text.Line, name);
        return [.. texts.Select(text => text.Text)];
    }

    private void PatternIsValid(string pattern, int line, string field)
    {
        if (pattern is not "*" && !pattern.Contains('/', StringComparison.Ordinal))
            Fault(line, field, $"'{pattern}' names no resource: write kind/name, where * stands for any text.");
    }

    private IEnumerable<YamlMap> Maps(YamlMap map, string name)
    {
        if (map.Find(name) is not { } entry) yield break;
        if (entry.Value is not YamlList list || list.Items.Any(item => item is not YamlMap))
        {
            Fault(entry.Key.Line, name, $"'{name}' is a list of mappings.");
            yield break;
        }

        foreach (var item in list.Items.Cast<YamlMap>()) yield return item;
    }

    private YamlMap? Section(YamlMap map, string name, IReadOnlyCollection<string> keys)
    {
        if (map.Find(name) is not { } entry) return null;
        if (entry.Value is YamlMap section)
        {
            Known(section, name, keys);
            return section;
        }

        Fault(entry.Key.Line, name, $"'{name}' is a mapping of {string.Join(", ", keys)}.");
        return null;
    }

    private IReadOnlyList<YamlScalar> Texts(YamlMap map, string name, string field)
    {
        if (map.Find(name) is not { } entry) return [];
        if (entry.Value is YamlList list && list.Items.All(item => item is YamlScalar { Text.Length: > 0 })) return [.. list.Items.Cast<YamlScalar>()];
        Fault(entry.Key.Line, field, $"'{name}' is a list of texts.");
        return [];
    }

    private string? Text(YamlMap map, string section, string name, bool required)
    {
        var entry = map.Find(name);
        if (entry?.Value is YamlScalar { Text: { Length: > 0 } text }) return text;
        if (entry is not null || required) Fault(entry?.Key.Line ?? map.Line, $"{section}.{name}", entry is null ? $"'{name}' is missing." : $"'{name}' is a text.");
        return null;
    }

    private int Number(YamlMap? map, string section, string name)
    {
        if (map?.Find(name) is not { } entry) return 0;
        if (entry.Value is YamlScalar scalar && int.TryParse(scalar.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return number;
        Fault(entry.Key.Line, $"{section}.{name}", $"'{name}' is a whole number from 0.");
        return 0;
    }

    private bool Flag(YamlEntry entry)
    {
        if (entry.Value is YamlScalar { Text: "true" or "false" } scalar) return scalar.Text is "true";
        Fault(entry.Key.Line, entry.Key.Text, $"'{entry.Key.Text}' is true or false.");
        return false;
    }

    private T? Word<T>(YamlItem item, string field) where T : struct, Enum
    {
        var word = (item as YamlScalar)?.Text ?? "";
        foreach (var value in Enum.GetValues<T>())
            if (Words(value) == word) return value;
        Fault(item.Line, field, $"'{word}' is not known here: {Nearest.Hint(word, Words<T>())}.");
        return null;
    }

    private void Known(YamlMap map, string section, IReadOnlyCollection<string> keys)
    {
        foreach (var (key, _) in map.Entries)
            if (!keys.Contains(key.Text)) Fault(key.Line, section is "" ? key.Text : $"{section}.{key.Text}", $"'{key.Text}' is no key of {(section is "" ? "a policy" : $"'{section}'")}: {Nearest.Hint(key.Text, keys)}.");
    }

    private void Fault(int line, string field, string message) => faults.Add(new(File, line, field, message));

    private static IReadOnlyCollection<string> Words<T>() where T : struct, Enum => [.. Enum.GetValues<T>().Select(Words)];

    private static string Words<T>(T value) where T : struct, Enum => value is Need.TwoApprovals ? "two-approvals" : value.ToString().ToLowerInvariant();

    private static Policy WithId(Policy policy) => policy with { Id = CanonicalJson.Hash(Rules(policy))[..16] };

    // Everything that decides, nothing of how it was written: a comment in the file changes no plan's hash.
    private static JsonObject Rules(Policy policy) => new()
    {
        ["protect"] = List(policy.Protected),
        ["deletes"] = policy.MaxDeletes,
        ["replaces"] = policy.MaxReplaces,
        ["heal"] = policy.Heal,
        ["needs"] = new JsonObject(policy.Needs.Select(need => KeyValuePair.Create(Words(need.Key), (JsonNode?)Words(need.Value)))),
        ["tiers"] = new JsonObject(policy.Tiers.Select(need => KeyValuePair.Create(Words(need.Key), (JsonNode?)Words(need.Value)))),
        ["rules"] = List(policy.Rules.Select(rule => $"{rule.Match}|{string.Join(',', rule.Operations)}|{rule.Needs}")),
        ["freeze"] = List(policy.Freezes.Select(freeze => $"{freeze.Cron}|{freeze.Duration}|{freeze.TimeZone}")),
        ["approvers"] = List(policy.Approvers),
    };

    private static JsonArray List(IEnumerable<string> texts) => [.. texts.Select(text => (JsonNode)text)];
}
