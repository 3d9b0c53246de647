using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using HomelabMcp.Core;
using Spectre.Console;

namespace HomelabMcp.Hub.Commands;

/// <summary>Where a command writes: people's output with colour only on a terminal, or one JSON document.</summary>
internal sealed class Terminal
{
    /// <summary>How replies look as JSON, here and in the REST interface.</summary>
    public static JsonSerializerOptions JsonStyle { get; } = CreateStyle();

    private readonly TextWriter output;
    private readonly TextWriter errors;
    private readonly IAnsiConsole console;

    /// <summary>A terminal over two writers.</summary>
    /// <param name="output">Standard output.</param>
    /// <param name="errors">Standard error.</param>
    /// <param name="colour">Whether the output understands and wants colour.</param>
    /// <param name="width">Columns.</param>
    /// <param name="json">Whether the command was asked for JSON.</param>
    public Terminal(TextWriter output, TextWriter errors, bool colour, int width, bool json)
    {
        (this.output, this.errors, Json) = (output, errors, json);
        console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = colour ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = colour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Width = width;
    }

    /// <summary>Whether the answer is to be one JSON document.</summary>
    public bool Json { get; }

    /// <summary>The answer as JSON, on one line.</summary>
    public void Document<T>(T value) => output.WriteLine(JsonSerializer.Serialize(value, JsonStyle));

    /// <summary>A line as it is: text from outside loses what could steer a terminal.</summary>
    public void Line(string text = "") => output.WriteLine(UntrustedText.CleanOf(text));

    /// <summary>A line with Spectre's markup; text from outside goes through <see cref="Safe"/> first.</summary>
    public void Styled(string markup) => console.MarkupLine(markup);

    /// <summary>Something for people beside the answer: silent when JSON was asked for.</summary>
    public void Note(string text)
    {
        if (!Json) output.WriteLine(UntrustedText.CleanOf(text));
    }

    /// <summary>A table whose cells are plain text.</summary>
    public void Table(IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<string>> rows)
    {
        var table = new Table().Border(TableBorder.None).Collapse();
        for (var i = 0; i < heads.Count; i++)
        {
            var column = new TableColumn(new Text(heads[i].ToUpperInvariant(), new Style(decoration: Decoration.Dim))).PadRight(2);
            // What is copied by hand or read by eye stays whole; the sentence at the end takes the lines it needs.
            if (i < heads.Count - 1) column.NoWrap();
            table.AddColumn(column);
        }

        foreach (var row in rows) table.AddRow(row.Select(cell => new Text(UntrustedText.CleanOf(cell), StyleOf(cell))));
        console.Write(table);
    }

    /// <summary>An error, as one sentence.</summary>
    public void Error(string sentence) => errors.WriteLine(UntrustedText.CleanOf(sentence));

    /// <summary>A moment in UTC, to the second.</summary>
    public static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The first ten digits of a commit, or that there is none.</summary>
    public static string Commit(string? commit) => commit is { Length: > 10 } ? commit[..10] : commit is null or "" ? "(no commit)" : commit;

    /// <summary>Text from outside, for use inside markup.</summary>
    public static string Safe(string text) => Markup.Escape(UntrustedText.CleanOf(text));

    private static Style StyleOf(string cell) => cell switch
    {
        "synced" or "ok" or "done" or "succeeded" or "up" => new Style(Color.Green),
        "drifted" or "pending" or "waiting" or "unmanaged" or "paused" => new Style(Color.Yellow),
        "missing" or "conflict" or "parked" or "unknown" or "failed" or "down" => new Style(Color.Red),
        _ => Style.Plain,
    };

    private static JsonSerializerOptions CreateStyle()
    {
        var style = new JsonSerializerOptions(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        style.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        style.Converters.Add(new SecretConverter());
        style.MakeReadOnly(populateMissingResolver: true);
        return style;
    }
}
