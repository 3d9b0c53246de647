namespace HomelabMcp.Core;

/// <summary>A part of a list, the same shape in every tool and route.</summary>
/// <param name="Items">The items of this page.</param>
/// <param name="Total">How many there are in all that match.</param>
/// <param name="Next">Cursor of the next page; null on the last one.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, int Total, string? Next = null);
