using System.Text.Json.Nodes;

using HomelabMcp.Simulation.Proxmox;
using HomelabMcp.Simulation.Proxmox.Parameters;
using HomelabMcp.Simulation.Tests.Proxmox.Replay;

namespace HomelabMcp.Simulation.Tests.Proxmox;

/// <summary>The parameter tables agree with the official description of the API.</summary>
public sealed class ParameterTableTests
{
    /// <summary>Parameters that 9.2 has and the description of 9.1 has not, or the other way round.</summary>
    private static readonly string[] ChangedSince = ["PUT /access/users/{userid}/token/{tokenid} regenerate", "POST /cluster/backup maxfiles", "PUT /cluster/backup/{id} maxfiles"];

    [Fact]
    public void Every_endpoint_has_the_parameters_and_kinds_of_the_schema()
    {
        var file = Recording.SharedFile("schemas/pve-9.1-apidata.json");
        Assert.SkipWhen(file is null, "The schema is not beside this checkout.");
        var paths = JsonNode.Parse(File.ReadAllText(file))!["paths"]!;
        var differences = new List<string>();
        foreach (var endpoint in ParameterCatalogue.Endpoints.Values)
        {
            var properties = paths[endpoint.Path]?[endpoint.Method]?["parameters"]?["properties"]?.AsObject() ?? [];
            var known = endpoint.Parameters.ToDictionary(parameter => parameter.Key, parameter => parameter.Value.KindName);
            foreach (var (name, schema) in properties)
            {
                var ours = name.Replace("[n]", "0", StringComparison.Ordinal);
                var kind = (string?)schema!["type"] ?? "string";
                if (known.GetValueOrDefault(ours) != kind)
                    differences.Add($"{endpoint.Method} {endpoint.Path} {name}: {known.GetValueOrDefault(ours)} for {kind}");
                foreach (var same in known.Keys.Where(key => key == ours || (name.EndsWith("[n]", StringComparison.Ordinal) && key.StartsWith(name[..^3], StringComparison.Ordinal) && key[(name.Length - 3)..].All(char.IsDigit))).ToList())
                    known.Remove(same);
            }
            differences.AddRange(known.Keys.Select(name => $"{endpoint.Method} {endpoint.Path} {name}"));
        }
        differences.RemoveAll(difference => ChangedSince.Any(changed => difference.StartsWith(changed, StringComparison.Ordinal)));
        Assert.Empty(differences);
    }

    [Fact]
    public void Every_endpoint_of_the_tables_is_answered()
    {
        var answered = Api.Routes().All.Select(route => $"{route.Endpoint.Method} {route.Endpoint.Path}").ToHashSet();
        Assert.Empty(ParameterCatalogue.Endpoints.Keys.Except(answered));
    }
}
