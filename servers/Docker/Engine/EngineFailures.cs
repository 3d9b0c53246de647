using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using Docker.DotNet;
using HomelabMcp.Core;

namespace HomelabMcp.Docker;

/// <summary>What the engine's refusals and the network's failures mean for the one who asked.</summary>
internal static class EngineFailures
{
    /// <summary>The failure behind an exception; null for one that is not the engine's (a cancelled call of ours).</summary>
    public static PlatformException? Of(Exception error, string what, DockerOptions options, bool writes, CancellationToken cancel) => error switch
    {
        _ when cancel.IsCancellationRequested => null,
        PlatformException => null,
        DockerApiException refused => Refusal(refused, what),
        OperationCanceledException or TimeoutException => Lost(error, what, options, writes),
        _ when NeverLeft(error) => new PlatformException(PlatformFailure.Unreachable,
            $"The Docker Engine of target '{options.Target}' does not answer at {options.Endpoint} ({Innermost(error).Message}): is it running, and may this user open it?", error),
        HttpRequestException or IOException or SocketException => Lost(error, what, options, writes),
        _ => null,
    };

    private static PlatformException Refusal(DockerApiException refused, string what)
    {
        var text = UntrustedText.CleanOf(Message(refused.ResponseBody));
        var failure = refused.StatusCode switch
        {
            HttpStatusCode.NotFound => PlatformFailure.NotFound,
            HttpStatusCode.Conflict when text.Contains("already in use", StringComparison.Ordinal) || text.Contains("already exists", StringComparison.Ordinal) => PlatformFailure.Taken,
            HttpStatusCode.Conflict => PlatformFailure.Busy,
            HttpStatusCode.Forbidden when text.Contains("active endpoints", StringComparison.Ordinal) => PlatformFailure.Busy,
            HttpStatusCode.Forbidden when text.Contains("already exists", StringComparison.Ordinal) => PlatformFailure.Taken,
            HttpStatusCode.Forbidden when text.Contains("overlaps", StringComparison.Ordinal) => PlatformFailure.Taken,
            HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized => PlatformFailure.Forbidden,
            HttpStatusCode.BadRequest => PlatformFailure.Invalid,
            _ => PlatformFailure.Failed,
        };
        return new PlatformException(failure, $"The engine would not {what}: {text.TrimEnd('.', ' ')}.", refused);
    }

    private static PlatformException Lost(Exception error, string what, DockerOptions options, bool writes) => writes
        ? new(PlatformFailure.AnswerLost, $"The Docker Engine of target '{options.Target}' was asked to {what} and its answer did not come: look before asking again.", error)
        : new(PlatformFailure.Unreachable, $"The Docker Engine of target '{options.Target}' gave no answer when asked to {what}.", error);

    /// <summary>A connection that was never made carried nothing away.</summary>
    private static bool NeverLeft(Exception error) =>
        error is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError }
        || Innermost(error) is AuthenticationException
        || Innermost(error) is SocketException
        {
            SocketErrorCode: SocketError.ConnectionRefused or SocketError.AddressNotAvailable or SocketError.HostNotFound or SocketError.HostUnreachable
                or SocketError.NetworkUnreachable or SocketError.AccessDenied or SocketError.TimedOut or SocketError.AddressFamilyNotSupported,
        };

    private static Exception Innermost(Exception error) => error.InnerException is { } inner ? Innermost(inner) : error;

    private static string Message(string? body)
    {
        if (string.IsNullOrWhiteSpace(body))
            return "it gave no reason";
        try
        {
            using var parsed = JsonDocument.Parse(body);
            return parsed.RootElement.ValueKind is JsonValueKind.Object && parsed.RootElement.TryGetProperty("message", out var message)
                ? message.GetString() ?? body
                : body.Trim();
        }
        catch (JsonException)
        {
            return body.Trim();
        }
    }
}
