using System.Security.Cryptography;
using Dapper;

namespace HomelabMcp.Store;

/// <summary>Single facts that outlive a process.</summary>
public sealed class StoreSettings
{
    private readonly Database database;

    internal StoreSettings(Database database) => this.database = database;

    /// <summary>A fact by name; null where it was never set.</summary>
    public Task<string?> FindAsync(string name, CancellationToken cancel) => database.ReadAsync(
        connection => connection.ExecuteScalar<string?>("select value from settings where name = @name", new { name }), cancel);

    /// <summary>Sets a fact; null removes it.</summary>
    public Task SetAsync(string name, string? value, CancellationToken cancel) => database.WriteAsync(connection => connection.Execute(
        value is null
            ? "delete from settings where name = @name"
            : "insert into settings (name, value) values (@name, @value) on conflict (name) do update set value = @value",
        new { name, value }), cancel);

    /// <summary>
    /// The key of the fingerprints by which secrets appear in plans: made at first use, and lost with the store, after
    /// which the same secrets have other fingerprints.
    /// </summary>
    public Task<byte[]> FingerprintKeyAsync(CancellationToken cancel) => database.WriteAsync(connection =>
    {
        connection.Execute("insert into settings (name, value) values ('fingerprint-key', @value) on conflict (name) do nothing",
            new { value = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)) });
        return Convert.FromBase64String(connection.ExecuteScalar<string>("select value from settings where name = 'fingerprint-key'")!);
    }, cancel);
}
