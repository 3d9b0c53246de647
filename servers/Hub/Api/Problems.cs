using HomelabMcp.Core;
using HomelabMcp.GitOps;
using HomelabMcp.Store;
using Microsoft.AspNetCore.Mvc;

namespace HomelabMcp.Hub.Api;

/// <summary>Errors of the REST interface, as problem+json (RFC 9457): the sentence stands in <c>detail</c>.</summary>
internal static class Problems
{
    /// <summary>A problem with a sentence.</summary>
    public static IResult Of(int status, string sentence) => Results.Problem(new ProblemDetails
    {
        Status = status,
        Title = TitleOf(status),
        Detail = UntrustedText.CleanOf(sentence),
    });

    /// <summary>The problem that an exception stands for; null for a defect, which is logged and answered without details.</summary>
    public static IResult? Of(Exception failure) => failure switch
    {
        FaultsException refused => Results.Problem(new ProblemDetails
        {
            Status = 422,
            Title = TitleOf(422),
            Detail = UntrustedText.CleanOf(refused.Message),
            Extensions = { ["faults"] = refused.Faults },
        }),
        HomelabException refusal => Of(StatusOf(refusal), refusal.Message),
        BadHttpRequestException bad => Of(bad.StatusCode, bad.InnerException is System.Text.Json.JsonException json ? $"The body is not what this route takes: {json.Message}" : bad.Message),
        _ => null,
    };

    /// <summary>The status of a refusal, for pages.</summary>
    public static int StatusOf(HomelabException refusal) => refusal switch
    {
        FaultsException => 422,
        MissingException or ProposalException { Failure: ProposalFailure.NotFound } => 404,
        ProposalException { Failure: ProposalFailure.Forbidden } => 403,
        ProposalException or AmbiguousException or StalePlanException => 409,
        StoreInUseException or PlatformException { Failure: PlatformFailure.Unreachable } => 503,
        _ => 400,
    };

    private static string TitleOf(int status) => status switch
    {
        400 => "The request is wrong",
        401 => "Who are you?",
        403 => "Not allowed",
        404 => "Not found",
        409 => "It moved, or is not unique",
        422 => "Refused",
        503 => "Not now",
        _ => "It did not work",
    };
}

/// <summary>What was asked for does not exist.</summary>
internal sealed class MissingException(string sentence) : HomelabException(sentence);

/// <summary>What was asked for exists more than once.</summary>
internal sealed class AmbiguousException(string sentence) : HomelabException(sentence);
