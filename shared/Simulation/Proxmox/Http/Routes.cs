using HomelabMcp.Simulation.Proxmox.Access;
using HomelabMcp.Simulation.Proxmox.Parameters;

namespace HomelabMcp.Simulation.Proxmox.Http;

/// <summary>An endpoint with its handler. Null as an answer is <c>"data": null</c>.</summary>
internal sealed record Route(EndpointSpec Endpoint, PermissionCheck Permission, Func<Call, object?> Handler);

/// <summary>Every endpoint the simulator answers, found by method and path.</summary>
internal sealed class Routes
{
    private readonly Segment _root = new();

    public List<Route> All { get; } = [];

    /// <summary>Adds a handler for an endpoint of the <see cref="ParameterCatalogue"/>, written <c>METHOD /path/{name}</c>.</summary>
    public void On(string endpoint, Func<Call, object?> handler)
    {
        var spec = ParameterCatalogue.Endpoints.TryGetValue(endpoint, out var found)
            ? found
            : throw new InvalidOperationException($"No parameters are known for {endpoint}.");
        var route = new Route(spec, new PermissionCheck(spec.Permission), handler);
        All.Add(route);
        var place = _root;
        foreach (var part in spec.Path.Split('/', StringSplitOptions.RemoveEmptyEntries))
            place = part.StartsWith('{') ? place.Named(part.Trim('{', '}')) : place.Literal(part);
        place.Methods[spec.Method] = route;
    }

    /// <summary>The index of the API itself, which no table describes.</summary>
    public void OnRoot(object index)
    {
        var spec = new EndpointSpec("GET", "/", "all", TicketOnly: false, new Dictionary<string, ParameterSpec>(StringComparer.Ordinal));
        _root.Methods["GET"] = new Route(spec, new PermissionCheck("all"), _ => index);
    }

    public (Route Route, Dictionary<string, string> Values)? Find(string method, string path)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var place = _root;
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var at = 0; at < parts.Length; at++)
        {
            if (place.Literals.TryGetValue(parts[at], out var next))
                place = next;
            else if (place.Parameter is not { } parameter)
                return null;
            else if (place.Name is "volume")
            {
                // A volume id may hold slashes: it takes the rest of the path.
                values[place.Name] = string.Join('/', parts[at..]);
                place = parameter;
                break;
            }
            else
            {
                values[place.Name!] = parts[at];
                place = parameter;
            }
        }
        return place.Methods.TryGetValue(method, out var route) ? (route, values) : null;
    }

    private sealed class Segment
    {
        public Dictionary<string, Segment> Literals { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, Route> Methods { get; } = new(StringComparer.Ordinal);

        public Segment? Parameter { get; private set; }

        public string? Name { get; private set; }

        public Segment Literal(string part)
        {
            if (!Literals.TryGetValue(part, out var next))
                Literals[part] = next = new Segment();
            return next;
        }

        public Segment Named(string name)
        {
            Name = name;
            return Parameter ??= new Segment();
        }
    }
}
