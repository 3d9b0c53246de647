using System.Collections.Immutable;
using System.Text.Json;
using Dapper;
using HomelabMcp.Core;
using Microsoft.Data.Sqlite;

namespace HomelabMcp.Store;

/// <summary>What is remembered of each resource. All of it may be lost without harm: live markers and Git are the truth.</summary>
public sealed class ResourceMemory
{
    private readonly Database database;

    internal ResourceMemory(Database database) => this.database = database;

    /// <summary>Everything remembered.</summary>
    public Task<ResourceRecords> LoadAsync(CancellationToken cancel) => database.ReadAsync(connection => new ResourceRecords(
        connection.Query<VerifiedRow>("select kind, name, target, commit_id, at, manifest, secrets, written, live_id from verified")
            .ToImmutableDictionary(row => row.Key, row => row.ToRecord()),
        connection.Query<AdoptedRow>("select kind, name, target, live_id, who, at from adopted")
            .ToImmutableDictionary(row => new ResourceKey(row.Kind, row.Name, row.Target), row => new AdoptedResource(row.Live_Id, row.Who, Columns.Time(row.At))),
        connection.Query<ParkedRow>("select kind, name, target, step_hash, reason, attempts, since, retry_at from parked")
            .ToImmutableDictionary(row => new ResourceKey(row.Kind, row.Name, row.Target), row => row.ToRecord())), cancel);

    /// <summary>Remembers that these resources agree with Git, in one transaction.</summary>
    public Task VerifyAsync(IReadOnlyCollection<VerifiedResource> resources, CancellationToken cancel) => database.WriteAsync(connection =>
    {
        foreach (var resource in resources) Verify(connection, resource);
    }, cancel);

    /// <summary>Forgets a resource that Git no longer has and that is gone or no longer ours.</summary>
    public Task ForgetAsync(ResourceKey key, CancellationToken cancel) => database.WriteAsync(connection => Forget(connection, key), cancel);

    /// <summary>Remembers an adoption.</summary>
    public Task AdoptAsync(ResourceKey key, AdoptedResource adoption, CancellationToken cancel) =>
        database.WriteAsync(connection => Adopt(connection, key, adoption), cancel);

    /// <summary>Parks a resource.</summary>
    public Task ParkAsync(ResourceKey key, ParkedResource parked, CancellationToken cancel) =>
        database.WriteAsync(connection => Park(connection, key, parked), cancel);

    /// <summary>Takes a resource out of the park.</summary>
    public Task UnparkAsync(ResourceKey key, CancellationToken cancel) => database.WriteAsync(connection => Unpark(connection, key), cancel);

    internal static void Verify(SqliteConnection connection, VerifiedResource resource)
    {
        var key = resource.Manifest.Key;
        connection.Execute("""
            insert into verified (kind, name, target, commit_id, at, manifest, secrets, written, live_id)
            values (@Kind, @Name, @Target, @Commit, @at, @manifest, @secrets, @written, @LiveId)
            on conflict (kind, name, target) do update set commit_id = @Commit, at = @at, manifest = @manifest, secrets = @secrets, written = @written, live_id = @LiveId
            """, new
        {
            key.Kind,
            key.Name,
            key.Target,
            resource.Commit,
            at = resource.At.Column(),
            manifest = ManifestJson.Write(resource.Manifest),
            secrets = JsonSerializer.Serialize(resource.Secrets),
            written = JsonSerializer.Serialize(resource.Written),
            resource.LiveId,
        });
    }

    internal static void Forget(SqliteConnection connection, ResourceKey key) => connection.Execute("""
        delete from verified where kind = @Kind and name = @Name and target = @Target;
        delete from adopted where kind = @Kind and name = @Name and target = @Target;
        delete from parked where kind = @Kind and name = @Name and target = @Target;
        """, new { key.Kind, key.Name, key.Target });

    internal static void Adopt(SqliteConnection connection, ResourceKey key, AdoptedResource adoption) => connection.Execute("""
        insert into adopted (kind, name, target, live_id, who, at) values (@Kind, @Name, @Target, @LiveId, @Who, @at)
        on conflict (kind, name, target) do update set live_id = @LiveId, who = @Who, at = @at
        """, new { key.Kind, key.Name, key.Target, adoption.LiveId, adoption.Who, at = adoption.At.Column() });

    internal static void Park(SqliteConnection connection, ResourceKey key, ParkedResource parked) => connection.Execute("""
        insert into parked (kind, name, target, step_hash, reason, attempts, since, retry_at)
        values (@Kind, @Name, @Target, @StepHash, @Reason, @Attempts, @since, @retry)
        on conflict (kind, name, target) do update set step_hash = @StepHash, reason = @Reason, attempts = @Attempts, since = @since, retry_at = @retry
        """, new { key.Kind, key.Name, key.Target, parked.StepHash, parked.Reason, parked.Attempts, since = parked.Since.Column(), retry = parked.RetryAt?.Column() });

    internal static void Unpark(SqliteConnection connection, ResourceKey key) => connection.Execute(
        "delete from parked where kind = @Kind and name = @Name and target = @Target", new { key.Kind, key.Name, key.Target });

    private sealed record VerifiedRow(string Kind, string Name, string Target, string Commit_Id, long At, string Manifest, string Secrets, string Written, string Live_Id)
    {
        public ResourceKey Key => new(Kind, Name, Target);

        public VerifiedResource ToRecord() => new(
            ManifestJson.Read(Key, Manifest), Commit_Id, Columns.Time(At),
            [.. JsonSerializer.Deserialize<string[]>(Secrets)!],
            JsonSerializer.Deserialize<Dictionary<string, string>>(Written)!.ToImmutableSortedDictionary(StringComparer.Ordinal), Live_Id);
    }

    private sealed record AdoptedRow(string Kind, string Name, string Target, string Live_Id, string Who, long At);

    private sealed record ParkedRow(string Kind, string Name, string Target, string Step_Hash, string Reason, long Attempts, long Since, long? Retry_At)
    {
        public ParkedResource ToRecord() => new(Step_Hash, Reason, (int)Attempts, Columns.Time(Since), Columns.Time(Retry_At));
    }
}
