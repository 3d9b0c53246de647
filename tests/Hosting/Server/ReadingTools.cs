using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using HomelabMcp.Core;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace HomelabMcp.Hosting.Fixture;

public enum Detail
{
    Concise,
    Full,
}

public sealed record Guest(UntrustedText Name, int Vmid, UntrustedText? Note = null);

public sealed record Guests(IReadOnlyList<Guest> Items, int Total, string? Next = null);

public sealed record Words(string Text);

public sealed record Asker(string Name, string Role, string? Client, string Mode);

/// <summary>Tools that only read.</summary>
[McpServerToolType]
public sealed class ReadingTools(FixtureState state, TargetClients<FixtureClient> clients)
{
    [McpServerTool(Name = "fixture_guests", Title = "List guests", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("Lists guests.")]
    public static Guests List(
        [Description("Part of a name.")] string? query = null,
        [Description("How many.")][Range(1, 200)] int limit = 50,
        [Description("Their state.")][AllowedValues("running", "stopped", "all")] string state = "all",
        [Description("How much to tell.")] Detail detail = Detail.Concise) =>
        new([.. Enumerable.Range(100, Math.Min(limit, 3)).Select(id => new Guest($"{query}web\u200b{id}", id, detail is Detail.Full ? new UntrustedText(state) : (UntrustedText?)null))], 3);

    [McpServerTool(Name = "fixture_guest", Title = "Read a guest", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("Reads one guest.")]
    public static Guest Read([Description("Its name.")] string guest) =>
        guest is "web" ? new Guest("web", 100) : throw new HomelabException($"There is no guest '{guest}': did you mean 'web'?");

    [McpServerTool(Name = "fixture_slow", Title = "Wait", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("Waits.")]
    public async Task<Words> Slow([Description("How long.")] int milliseconds, CancellationToken cancel)
    {
        state.Entered();
        try
        {
            await Task.Delay(milliseconds, cancel);
            return new Words("waited");
        }
        catch (OperationCanceledException)
        {
            lock (state.Cancelled) state.Cancelled.Add("slow");
            throw;
        }
        finally
        {
            state.Left();
        }
    }

    [McpServerTool(Name = "fixture_big", Title = "Answer much", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("Answers much.")]
    public static Words Big([Description("How many characters.")] int characters, [Description("Ignored.")] string? query = null) => new(new string('x', characters));

    [McpServerTool(Name = "fixture_fails", Title = "Fail", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("Fails.")]
    public static Words Fail() => throw new InvalidOperationException("the inside of things: /root/very-private");

    [McpServerTool(Name = "fixture_leaks", Title = "Leak", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("Answers its credential.")]
    public Words Leak() => new($"token={clients.For(null).Client.Credential};");

    [McpServerTool(Name = "fixture_prints", Title = "Print", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("Prints to the console.")]
    public static Words Print()
    {
        Console.WriteLine("this is no frame");
        return new Words("printed");
    }

    [McpServerTool(Name = "fixture_lies", Title = "Lie", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true, OutputSchemaType = typeof(Guest))]
    [Description("Answers what its schema does not allow.")]
    public static CallToolResult Lie() => new() { StructuredContent = System.Text.Json.JsonElement.Parse("""{"name":5}"""), Content = [] };

    [McpServerTool(Name = "fixture_who", Title = "Who asks", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("Tells who asks.")]
    public static Asker Who(RequestContext<CallToolRequestParams> context) =>
        new(context.Caller().Principal.Name, context.Caller().Principal.Role.ToString(), context.Caller().Client, context.Mode().ToString());
}
