using System.Text.Json;

namespace HomelabMcp.Hub.Api;

/// <summary>Members of enumerations as people and programs read them: camel case, as in every JSON of ours.</summary>
internal static class Words
{
    /// <summary>A member as a word.</summary>
    public static string Of<T>(T member) where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(member.ToString());
}
