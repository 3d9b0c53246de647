namespace HomelabMcp.Simulation.Proxmox.Http;

/// <summary>An answer other than 200: status, reason phrase (the message's first line) and the errors of single parameters.</summary>
internal sealed class ApiError(int status, string message, IReadOnlyDictionary<string, string>? errors = null) : Exception(message)
{
    public int Status => status;

    public IReadOnlyDictionary<string, string>? Errors => errors;

    public string Reason => Message.Split('\n', 2)[0];

    /// <summary>What Perl's die amounts to: 500 with the text as reason phrase.</summary>
    public static ApiError Die(string message) => new(500, message);

    public static ApiError Parameter(string name, string text) =>
        Parameters(new SortedDictionary<string, string>(StringComparer.Ordinal) { [name] = text });

    public static ApiError Parameters(IReadOnlyDictionary<string, string> errors) => new(400, "Parameter verification failed.", errors);

    public static ApiError Forbidden(string what) => new(403, $"Permission check failed ({what})");

    public static ApiError Forbidden() => new(403, "Permission check failed");
}

/// <summary>An answer that never reaches the API: bare status line, text body or none, connection closed.</summary>
internal sealed class ProtocolError(int status, string reason, string? body = null) : Exception(reason)
{
    public int Status => status;

    public string? Body => body;
}
