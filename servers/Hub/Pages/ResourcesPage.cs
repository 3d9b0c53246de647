using HomelabMcp.Core;
using HomelabMcp.Hub.Api;
using HomelabMcp.Hub.Doors;

namespace HomelabMcp.Hub.Pages;

/// <summary>The resources, and one of them.</summary>
internal static class ResourcesPage
{
    /// <summary>Resources that a query chose.</summary>
    public static Html List(Page<ResourceReply> resources, ResourceQuery query, Visitor visitor) => Layout.Page("Resources", visitor, Html.Of($"""
        <h1>Resources{Html.When(query.State is not null, () => Html.Of($" {Parts.State(query.State!)}"))}</h1>
        {Parts.Card($"{resources.Total} in all", resources.Total == 0 ? Html.Of($"""<p class="empty">None.</p>""") : Table(resources.Items))}
        {Html.When(resources.Next is not null, () => Parts.Link(Next(query, resources.Next!), "More"))}
        """));

    /// <summary>One resource.</summary>
    public static Html One(ResourceReply resource, Visitor visitor) => Layout.Page($"{resource.Kind}/{resource.Name}", visitor, Html.Of($"""
        <h1>{resource.Kind}/{resource.Name}@{resource.Target} {Parts.State(Parts.Word(resource.State))}</h1>
        {Html.When(resource.Reason is not "", () => Html.Of($"""<p class="notice">{resource.Reason}</p>"""))}
        {Html.When(resource.Source is not null, () => Html.Of($"""<p class="soft">{resource.Source!.File}:{resource.Source.Line} at {Parts.Hash(resource.Source.Commit)}</p>"""))}
        {Html.When(resource.Diff.Count > 0, () => Parts.Card("What differs (live → Git)", Parts.Changes(resource.Diff)))}
        {Parts.Card("Git", resource.Desired is null ? Html.Of($"""<p class="empty">Git says nothing of it.</p>""") : Parts.Json(resource.Desired))}
        {Parts.Card("Live", resource.Live is null ? Html.Of($"""<p class="empty">There is nothing, or it cannot be seen.</p>""") : Html.Of($"""<p>{resource.Live.Name} <span class="mono">{resource.Live.Id}</span></p>{Parts.Json(resource.Live.Spec)}"""))}
        {Html.When(resource.LastRun is not null, () => Html.Of($"""<p>Last run: {Parts.Link($"/runs/{Uri.EscapeDataString(resource.LastRun!)}", resource.LastRun!)}</p>"""))}
        """));

    private static Html Table(IReadOnlyList<ResourceReply> resources) => Parts.Table(["State", "Resource", "Live", "Reason"], resources.Select(resource => (Html[])
        [
            Parts.State(Parts.Word(resource.State)), Parts.Resource(resource.Kind, resource.Name, resource.Target),
            Html.Of($"{resource.Live?.Name ?? ""}"), Parts.Text(resource.Reason),
        ]));

    private static string Next(ResourceQuery query, string cursor) =>
        $"/resources?cursor={Uri.EscapeDataString(cursor)}{(query.State is null ? "" : $"&state={Uri.EscapeDataString(query.State)}")}{(query.Kind is null ? "" : $"&kind={Uri.EscapeDataString(query.Kind)}")}";
}
