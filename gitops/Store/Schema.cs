using DbUp;
using DbUp.Engine.Output;
using DbUp.Sqlite.Helpers;
using HomelabMcp.Core;
using Microsoft.Data.Sqlite;

namespace HomelabMcp.Store;

/// <summary>Brings a database to this version's tables, from any older version.</summary>
internal static class Schema
{
    public static void Migrate(SqliteConnection connection)
    {
        using var shared = new SharedConnection(connection);
        var upgrade = DeployChanges.To.SqliteDatabase(shared)
            .WithScriptsEmbeddedInAssembly(typeof(Schema).Assembly, name => name.EndsWith(".sql", StringComparison.Ordinal))
            .WithTransaction()
            .LogTo(new NoOpUpgradeLog())
            .Build();
        var unknown = upgrade.GetExecutedButNotDiscoveredScripts();
        if (unknown.Count > 0)
            throw new HomelabException($"The store was written by a newer version ({unknown[0]}): run that version, or start with an empty store; nothing live depends on it.");
        var result = upgrade.PerformUpgrade();
        if (!result.Successful)
            throw new HomelabException($"The store could not be brought to this version ({result.Error.Message}): restore a backup of it or start with an empty one; nothing live depends on it.", result.Error);
    }
}
