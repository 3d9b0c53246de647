using System.Text.Json;
using CsCheck;

namespace HomelabMcp.Hosting.Tests;

public sealed class ArgumentTests
{
    [Theory]
    [InlineData("fixture_guest", """{}""", "'fixture_guest' was not called: 'guest' is missing (Its name).")]
    [InlineData("fixture_guest", """{"guset":"web"}""", "'fixture_guest' was not called: 'guest' is missing (Its name); there is no argument 'guset': did you mean 'guest'? valid: guest.")]
    [InlineData("fixture_guest", """{"guest":null}""", "'fixture_guest' was not called: 'guest' must not be null: give a string.")]
    [InlineData("fixture_guest", """{"guest":5}""", "'fixture_guest' was not called: 'guest' must be a string, not 5.")]
    [InlineData("fixture_guests", """{"limit":0}""", "'fixture_guests' was not called: 'limit' must be from 1 to 200, not 0.")]
    [InlineData("fixture_guests", """{"limit":"ten"}""", "'fixture_guests' was not called: 'limit' must be a whole number, not 'ten'.")]
    [InlineData("fixture_guests", """{"limit":1.5}""", "'fixture_guests' was not called: 'limit' must be a whole number, not 1.5.")]
    [InlineData("fixture_guests", """{"limit":null}""", "'fixture_guests' was not called: 'limit' must not be null: leave it out for the default 50.")]
    [InlineData("fixture_guests", """{"state":"runing"}""", "'fixture_guests' was not called: 'state' does not know 'runing': did you mean 'running'? valid: all, running, stopped.")]
    [InlineData("fixture_guests", """{"detail":1}""", "'fixture_guests' was not called: 'detail' must be a string, not 1.")]
    [InlineData("fixture_guests", """{"detail":"Full"}""", "'fixture_guests' was not called: 'detail' does not know 'Full': did you mean 'full'? valid: concise, full.")]
    [InlineData("fixture_fails", """{"x":{}}""", "'fixture_fails' was not called: there is no argument 'x': it takes none.")]
    public async Task A_wrong_argument_is_explained(string tool, string arguments, string sentence)
    {
        await using var serving = await Serving.StartAsync();
        using var raw = new RawClient(serving.Url);
        var reply = await raw.CallAsync(tool, arguments);
        Assert.True(reply.GetProperty("isError").GetBoolean());
        Assert.Equal(sentence, RawClient.Text(reply));
    }

    [Theory]
    [InlineData("""{"query":null}""")]
    [InlineData("""{"limit":200,"state":"all","detail":"full"}""")]
    [InlineData("""{}""")]
    public async Task A_right_one_passes_and_null_counts_as_left_out_where_it_is_optional(string arguments)
    {
        await using var serving = await Serving.StartAsync();
        using var raw = new RawClient(serving.Url);
        var reply = await raw.CallAsync("fixture_guests", arguments);
        Assert.False(reply.TryGetProperty("isError", out var error) && error.GetBoolean(), reply.GetRawText());
    }

    [Fact]
    public void Checking_a_value_never_throws_whatever_it_is()
    {
        var schema = JsonElement.Parse("""
            {"type":"object","properties":{"a":{"type":["integer","null"],"minimum":1},"b":{"type":"array","items":{"$ref":"#/properties/c"},"maxItems":2},
             "c":{"type":"object","properties":{"d":{"enum":["x","y",null]},"e":{"anyOf":[{"type":"string","pattern":"^z"},{"type":"number"}]}},"required":["d"],"additionalProperties":false}},"required":["a"]}
            """);
        var scalar = OneOf("null", "1", "-3.5e300", "\"x\"", "\"zz\"", "true", "[]", "{}");
        var value = Gen.Recursive<string>((depth, again) => depth > 4 ? scalar : Gen.OneOf(
            scalar,
            again.Array[0, 3].Select(items => $"[{string.Join(',', items)}]"),
            Gen.Select(OneOf("a", "b", "c", "d", "e", "zz").Array[0, 4], again.Array[4]).Select((names, values) =>
                $"{{{string.Join(',', names.Distinct(StringComparer.Ordinal).Select((name, i) => $"\"{name}\":{values[i]}"))}}}")));
        value.Sample(json =>
        {
            var problems = SchemaCheck.Problems(schema, JsonElement.Parse(json), closed: true);
            Assert.All(problems, problem => Assert.False(string.IsNullOrWhiteSpace(problem)));
        }, iter: 2000);
    }

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(index => texts[index]);
}
