using System.Text.RegularExpressions;
using HomelabMcp.Core;

namespace HomelabMcp.Proxmox;

/// <summary>
/// The one place where Proxmox's refusals become ours. Proxmox answers 500 for nearly everything, so the text decides;
/// the texts are those of its own code, recorded from version 9.2.
/// </summary>
internal static partial class ProxmoxFailures
{
    // First match wins: narrow texts stand before wide ones.
    private static readonly (Regex Text, PlatformFailure Failure)[] Texts =
    [
        (Changed(), PlatformFailure.Changed),
        (Locked(), PlatformFailure.Busy),
        (Taken(), PlatformFailure.Taken),
        (UnknownNode(), PlatformFailure.Unreachable),
        (InUse(), PlatformFailure.Busy),
        (Wrong(), PlatformFailure.Invalid),
        (Missing(), PlatformFailure.NotFound),
    ];

    /// <summary>A refused call as an exception.</summary>
    internal static PlatformException Explain(ProxmoxResult result)
    {
        var failure = Judge(result);
        return new(failure, Sentence(result, failure));
    }

    /// <summary>A task that ended badly as an exception. Its exit status is the same text that a call would have got.</summary>
    internal static PlatformException Explain(ProxmoxTask task)
    {
        var failure = JudgeText(task.ExitStatus ?? "");
        return new(failure, $"Proxmox started {task.Upid.Type} for '{task.Upid.Id}' on {task.Upid.Node}, and it failed: {OneLine(task.ExitStatus ?? "no exit status")}. Its log: proxmox_task {task.Upid}.");
    }

    /// <summary>What sort of failure a refused call is.</summary>
    internal static PlatformFailure Judge(ProxmoxResult result) => result.StatusCode switch
    {
        401 or 403 => PlatformFailure.Forbidden,
        400 => JudgeParameters(result),
        // 595: the connection to the other node was never made. 596 to 599 and a gateway's 502 and 504 may come after
        // the request was passed on.
        595 or 503 or 301 or 308 => PlatformFailure.Unreachable,
        502 or 504 or (>= 596 and <= 599) => result.Method is "GET" ? PlatformFailure.Unreachable : PlatformFailure.AnswerLost,
        501 or 506 => PlatformFailure.Invalid,
        _ => JudgeText(result.Text),
    };

    internal static PlatformFailure JudgeText(string text)
    {
        foreach (var (pattern, failure) in Texts)
            if (pattern.IsMatch(text)) return failure;
        return PlatformFailure.Failed;
    }

    private static PlatformFailure JudgeParameters(ProxmoxResult result)
    {
        var texts = string.Join('\n', result.Errors.Values);
        if (AlreadyExists().IsMatch(texts)) return PlatformFailure.Taken;
        return NoSuch().IsMatch(texts) ? PlatformFailure.NotFound : PlatformFailure.Invalid;
    }

    private static string Sentence(ProxmoxResult result, PlatformFailure failure)
    {
        var call = $"{result.Method} {result.Resource}";
        var text = OneLine(result.Text);
        return (result.StatusCode, failure) switch
        {
            (401, _) => $"Proxmox refused the credential ({text}): check user, realm, token id and secret, and whether the token expired.",
            (403, _) => Rights().Match(text) is { Success: true } lacks
                ? $"The Proxmox credential lacks a right for {call}: grant {lacks.Groups["rights"].Value.Replace("|", " or ", StringComparison.Ordinal)} on {lacks.Groups["path"].Value}."
                : $"The Proxmox credential may not do {call}: {text}.",
            (400, _) when result.Errors.Count > 0 =>
                $"Proxmox refused {call}: {string.Join("; ", result.Errors.OrderBy(error => error.Key, StringComparer.Ordinal).Select(error => $"{error.Key}: {OneLine(error.Value)}"))}.",
            (301 or 308, _) => "Proxmox answers with TLS only: write the target's url with https://.",
            ( >= 595 and <= 599, _) => $"The node that {call} is for does not answer ({result.StatusCode} {text}): is it online, and is its short name right?",
            (502 or 503 or 504, _) => $"Proxmox, or a proxy before it, answered {result.StatusCode} {text} to {call}.",
            (501 or 506, _) => $"This Proxmox does not accept {call}: {text}.",
            (_, PlatformFailure.Changed) => $"It was changed by somebody else since it was read ({call}: {text}).",
            (_, PlatformFailure.Busy) => $"It is busy: {text} ({call}).",
            _ => $"Proxmox refused {call}: {text}.",
        };
    }

    private static string OneLine(string text) => Blanks().Replace(text.Trim(), " ").TrimEnd('.');

    [GeneratedRegex(@"checksum mismatch|detected modified configuration", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Changed();

    [GeneratedRegex(@"\b(VM|CT) is locked|can't lock file|unable to acquire lock|got lock request timeout|trying to acquire lock", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Locked();

    [GeneratedRegex(@"already exists|already defined|already in use by another|already used", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Taken();

    [GeneratedRegex(@"hostname lookup '.*' failed|no such cluster node|failed to get address info", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex UnknownNode();

    [GeneratedRegex(@"is running - destroy failed|is not empty|still in use|(VM|CT) \d+ (is )?running\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex InUse();

    [GeneratedRegex(@"does not exist|no such|not found", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Missing();

    [GeneratedRegex(@"protection mode enabled|invalid bootorder|no options specified|unable to parse|not running|No QEMU guest agent configured|is a template|shrinking disks is not supported|feature is not (available|supported)|Linked clone feature", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Wrong();

    [GeneratedRegex(@"already exists", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AlreadyExists();

    [GeneratedRegex(@"No such (storage|job)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NoSuch();

    [GeneratedRegex(@"^Permission check failed \((?<path>/[^,]*), (?<rights>[A-Za-z.|]+)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Rights();

    [GeneratedRegex(@"\s+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Blanks();
}
