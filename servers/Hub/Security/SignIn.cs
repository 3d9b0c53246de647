using HomelabMcp.Hub.Pages;

namespace HomelabMcp.Hub.Security;

/// <summary>Signing in by pasting a token, and out again.</summary>
internal static class SignIn
{
    /// <summary>Maps both routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/sign-in", EnterAsync).ForAnybody().ExcludeFromDescription().DisableAntiforgery();
        routes.MapPost("/sign-out", Leave).ForAnybody().ExcludeFromDescription().DisableAntiforgery();
    }

    private static async Task<IResult> EnterAsync(HttpContext context, Credentials credentials, SessionSeal seal)
    {
        if (!context.Request.HasFormContentType) return Api.Problems.Of(400, "Send the token in the form field 'token'.");
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var token = form["token"].ToString().Trim();
        var back = LocalPath(form["back"].ToString());
        if (token is "" || await credentials.FindAsync(token, context.RequestAborted) is null)
            return PageResult.Of(Layout.SignIn("This token is not known here or was revoked.", back), 401);

        context.Response.Cookies.Append(Credentials.CookieName, seal.Close(token), Cookie(context.Request, SessionSeal.Lasts));
        return Results.LocalRedirect(back);
    }

    private static IResult Leave(HttpContext context)
    {
        context.Response.Cookies.Delete(Credentials.CookieName, Cookie(context.Request, null));
        return Results.LocalRedirect("/");
    }

    private static CookieOptions Cookie(HttpRequest request, TimeSpan? lasts) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = request.IsHttps,
        Path = "/",
        MaxAge = lasts,
        IsEssential = true,
    };

    // Only a path of ours: what a form field says must not send anybody elsewhere.
    private static string LocalPath(string path) => path is ['/', not ('/' or '\\'), ..] && !path.Any(char.IsControl) ? path : "/";
}
