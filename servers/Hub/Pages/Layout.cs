using System.Reflection;
using HomelabMcp.Core;

namespace HomelabMcp.Hub.Pages;

/// <summary>Who looks at a page.</summary>
/// <param name="Principal">Who.</param>
/// <param name="AntiForgery">What each form of this session carries.</param>
internal sealed record Visitor(Principal Principal, string AntiForgery)
{
    /// <summary>The hidden field of every form.</summary>
    public Html Field => Html.Of($"""<input type="hidden" name="{FormField}" value="{AntiForgery}">""");

    /// <summary>Name of that field.</summary>
    public const string FormField = "antiforgery";
}

/// <summary>The frame of each page.</summary>
internal static class Layout
{
    /// <summary>Where the style sheet lies.</summary>
    public const string StylePath = "/assets/style.css";

    /// <summary>The style sheet.</summary>
    public static byte[] Style { get; } = Asset("style.css");

    /// <summary>A page for somebody who is signed in.</summary>
    public static Html Page(string title, Visitor visitor, Html body) => Frame(title, Html.Of($"""
        <a class="skip" href="#content">Skip to the content</a>
        <header class="bar">
          <a class="brand" href="/">homelab</a>
          <nav aria-label="Pages"><a href="/">Overview</a><a href="/resources">Resources</a><a href="/runs">Runs</a><a href="/proposals">Proposals</a></nav>
          <span class="soft">{visitor.Principal.Name} ({visitor.Principal.Role.ToString().ToLowerInvariant()})</span>
          <form method="post" action="/sign-out">{visitor.Field}<button class="small">Sign out</button></form>
        </header>
        <main id="content">
        {body}
        </main>
        """));

    /// <summary>The page for everybody else: the form, and nothing about the home.</summary>
    public static Html SignIn(string? problem, string back) => Frame("Sign in", Html.Of($"""
        <main class="sign-in">
          <section class="card">
            <h1>homelab</h1>
            {Html.When(problem is not null, () => Html.Of($"""<p class="notice bad" role="alert">{problem}</p>"""))}
            <form class="decide" method="post" action="/sign-in">
              <label for="token">Token</label>
              <input id="token" name="token" type="password" autocomplete="current-password" required autofocus>
              <input type="hidden" name="back" value="{back}">
              <div class="row"><button class="main">Sign in</button></div>
              <p class="soft">The demo prints its tokens; elsewhere <code>homelab token create</code> makes one.</p>
            </form>
          </section>
        </main>
        """));

    private static Html Frame(string title, Html body) => Html.Of($"""
        <!doctype html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <title>{title} · homelab</title>
          <link rel="stylesheet" href="{StylePath}">
        </head>
        <body>
        {body}
        </body>
        </html>
        """);

    private static byte[] Asset(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"assets/{name}")
            ?? throw new InvalidOperationException($"The asset {name} was not built in.");
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
