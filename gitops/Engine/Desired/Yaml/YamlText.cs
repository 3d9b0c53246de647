using System.Text;
using HomelabMcp.Core;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace HomelabMcp.Engine;

/// <summary>
/// Reads YAML 1.2 into items with their places. Built on the parser's events, not on its object model: depth, anchors
/// and size are bounded while reading, and a repeated key is a fault with both lines instead of an exception.
/// </summary>
internal sealed class YamlText
{
    private readonly string file;
    private readonly string text;
    private readonly List<Fault> faults;
    private readonly Parser parser;
    private readonly Dictionary<string, (YamlItem Item, int Nodes)> anchors = new(StringComparer.Ordinal);
    private int nodes;

    private YamlText(string file, string text, List<Fault> faults)
    {
        this.file = file;
        this.text = text;
        this.faults = faults;
        parser = new Parser(new StringReader(text));
    }

    /// <summary>The text of a file, or a fault: too big, not UTF-8, NUL bytes.</summary>
    public static string? Decode(string file, ReadOnlySpan<byte> bytes, List<Fault> faults)
    {
        if (bytes.Length > YamlLimits.FileBytes)
        {
            faults.Add(new(file, 0, "", TooBig(bytes.Length)));
            return null;
        }

        if (bytes.StartsWith(Encoding.UTF8.Preamble)) bytes = bytes[Encoding.UTF8.Preamble.Length..];
        var valid = ValidLength(bytes);
        if (valid < bytes.Length)
        {
            faults.Add(new(file, LineAt(bytes, valid), "", "The file is not UTF-8 from here on: save it as UTF-8."));
            return null;
        }

        var nul = bytes.IndexOf((byte)0);
        if (nul < 0) return Encoding.UTF8.GetString(bytes);
        faults.Add(new(file, LineAt(bytes, nul), "", "The file holds a NUL byte here: a YAML file holds text only."));
        return null;
    }

    /// <summary>The sentence about a file that is too big.</summary>
    public static string TooBig(long size) =>
        $"The file has {size:N0} bytes, more than the {YamlLimits.FileBytes:N0} that a YAML file may have: split it, or list it in .homelabignore.";

    /// <summary>The documents of a text. What cannot be read is reported in <paramref name="faults"/>, once for the first place.</summary>
    public static IReadOnlyList<YamlItem> Parse(string file, string text, List<Fault> faults) =>
        new YamlText(file, text, faults).Documents();

    private List<YamlItem> Documents()
    {
        var documents = new List<YamlItem>();
        try
        {
            while (parser.MoveNext())
            {
                if (parser.Current is not DocumentStart) continue;
                nodes = 0;
                parser.MoveNext();
                var root = Item(0);
                if (root is not YamlScalar { Text: "", IsPlain: true }) documents.Add(root);
            }
        }
        catch (YamlException problem)
        {
            Refuse(problem, (int)problem.Start.Line, (int)problem.End.Line);
        }
        catch (Exception problem) when (problem is InvalidOperationException or ArgumentException or FormatException or OverflowException)
        {
            // The scanner below throws these for some malformed texts (an unclosed '[' before a plain scalar).
            var line = (int)(parser.Current?.End.Line ?? 1);
            Refuse(new YamlException("This is not YAML: look for a bracket, brace or quote that is not closed"), line, line);
        }

        return documents;
    }

    private YamlItem Item(int depth)
    {
        var at = parser.Current!;
        if (depth > YamlLimits.Depth)
            throw new YamlException(at.Start, at.End, $"Collections are nested deeper than {YamlLimits.Depth} levels.");
        Count(1, at);
        return at switch
        {
            AnchorAlias alias => Aliased(alias),
            Scalar scalar => Anchored(scalar, nodes - 1, Text(scalar)),
            SequenceStart list => Anchored(list, nodes - 1, List(list, depth)),
            MappingStart map => Anchored(map, nodes - 1, Map(map, depth)),
            _ => throw new YamlException(at.Start, at.End, "A value is missing here."),
        };
    }

    private static YamlScalar Text(Scalar scalar)
    {
        var plain = scalar.Style is ScalarStyle.Plain;
        if (scalar.Tag is { IsEmpty: false, IsNonSpecific: false } tag)
        {
            RefuseForeign(tag, scalar);
            if (tag.Value == "tag:yaml.org,2002:str") plain = false;
        }

        return new(scalar.Value, plain, Line(scalar), (int)scalar.Start.Index, (int)scalar.End.Index);
    }

    private YamlList List(SequenceStart start, int depth)
    {
        if (start.Tag is { IsEmpty: false, IsNonSpecific: false } tag) RefuseForeign(tag, start);
        var items = new List<YamlItem>();
        while (parser.MoveNext() && parser.Current is not SequenceEnd) items.Add(Item(depth + 1));
        return new(items, start.Style is SequenceStyle.Flow, Line(start), (int)start.Start.Index, (int)parser.Current!.End.Index);
    }

    private YamlMap Map(MappingStart start, int depth)
    {
        if (start.Tag is { IsEmpty: false, IsNonSpecific: false } tag) RefuseForeign(tag, start);
        var entries = new List<YamlEntry>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        while (parser.MoveNext() && parser.Current is not MappingEnd)
        {
            var at = parser.Current!;
            if (at is not Scalar scalar) throw new YamlException(at.Start, at.End, "A key is a plain text here, not a collection or an alias.");
            if (scalar is { Value: "<<", Style: ScalarStyle.Plain })
                throw new YamlException(at.Start, at.End, "Merge keys (<<) are no part of YAML 1.2: write the fields out.");
            Count(1, at);
            var key = Text(scalar);
            parser.MoveNext();
            var value = Item(depth + 1);
            if (lines.TryGetValue(key.Text, out var first))
            {
                faults.Add(new(file, key.Line, key.Text, $"'{key.Text}' stands here a second time, first in line {first}: keep one."));
                continue;
            }

            lines.Add(key.Text, key.Line);
            entries.Add(new(key, value));
        }

        return new(entries, start.Style is MappingStyle.Flow, Line(start), (int)start.Start.Index, (int)parser.Current!.End.Index);
    }

    // An anchor is known only once its value has ended, so a value cannot hold an alias of itself.
    private YamlItem Anchored(NodeEvent at, int before, YamlItem item)
    {
        if (at.Anchor.IsEmpty) return item;
        if (anchors.Count >= YamlLimits.Anchors)
            throw new YamlException(at.Start, at.End, $"A file may have at most {YamlLimits.Anchors} anchors.");
        anchors[at.Anchor.Value] = (item, nodes - before);
        return item;
    }

    private YamlItem Aliased(AnchorAlias alias)
    {
        if (!anchors.TryGetValue(alias.Value.Value, out var anchor))
            throw new YamlException(alias.Start, alias.End, $"'*{alias.Value.Value}' refers to no anchor that ended before it.");
        Count(anchor.Nodes, alias);
        return anchor.Item;
    }

    private void Count(int more, ParsingEvent at)
    {
        nodes += more;
        if (nodes > YamlLimits.Nodes)
            throw new YamlException(at.Start, at.End, $"The document has more than {YamlLimits.Nodes:N0} nodes once its aliases are followed.");
    }

    private static void RefuseForeign(TagName tag, ParsingEvent at)
    {
        if (!tag.Value.StartsWith("tag:yaml.org,2002:", StringComparison.Ordinal))
            throw new YamlException(at.Start, at.End, $"The tag '{tag.Value}' is not known here: write the value itself, or ${{secret:NAME}} for a secret.");
    }

    private void Refuse(YamlException problem, int first, int last)
    {
        var lines = text.Split('\n');
        for (var at = Math.Max(1, first); at <= Math.Min(last + 1, lines.Length); at++)
        {
            var line = lines[at - 1];
            if (!line[..(line.Length - line.TrimStart().Length)].Contains('\t', StringComparison.Ordinal)) continue;
            faults.Add(new(file, at, "", "A tab indents this line: YAML is indented with spaces."));
            return;
        }

        faults.Add(new(file, first, "", problem.Message.Trim().TrimEnd('.') + "."));
    }

    private static int Line(ParsingEvent at) => (int)at.Start.Line;

    private static int ValidLength(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (at < bytes.Length)
        {
            if (Rune.DecodeFromUtf8(bytes[at..], out _, out var used) is not System.Buffers.OperationStatus.Done) return at;
            at += used;
        }

        return at;
    }

    private static int LineAt(ReadOnlySpan<byte> bytes, int index) => 1 + bytes[..index].Count((byte)'\n');
}
