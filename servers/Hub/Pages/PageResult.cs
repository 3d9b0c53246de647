using System.Text;

namespace HomelabMcp.Hub.Pages;

/// <summary>A page as an answer.</summary>
internal static class PageResult
{
    /// <summary>A page with a status.</summary>
    public static IResult Of(Html page, int status = 200) => Results.Text(page.ToString(), "text/html; charset=utf-8", Encoding.UTF8, status);
}
