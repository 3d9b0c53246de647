using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using HomelabMcp.Core;

namespace HomelabMcp.Store;

/// <summary>What is known of a token; never the token itself.</summary>
/// <param name="Name">Its name: the principal that it makes.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Revoked">Since when it no longer holds; null while it does.</param>
public sealed record TokenRecord(string Name, Role Role, DateTimeOffset Created, DateTimeOffset? Revoked);

/// <summary>The tokens of the hub. Only their SHA-256 is kept: they are random, so nothing can be guessed from it.</summary>
public sealed class TokenBook
{
    private readonly Database database;

    internal TokenBook(Database database) => this.database = database;

    /// <summary>Makes a token and shows it this once. A name in use is refused, a revoked one may be used again.</summary>
    public async Task<Secret<string>> CreateAsync(string name, Role role, CancellationToken cancel)
    {
        var token = "hl_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        await AddAsync(name, role, token, cancel);
        return new(token);
    }

    /// <summary>Records a token that is kept elsewhere (the admin token beside the store).</summary>
    public Task AddAsync(string name, Role role, string token, CancellationToken cancel) => database.WriteAsync(connection =>
    {
        if (!ResourceKey.IsValidName(name)) throw new HomelabException($"'{name}' cannot name a token: a letter or digit, then up to 62 letters, digits, dots, dashes or underscores.");
        var changed = connection.Execute("""
            insert into tokens (name, role, hash, created) values (@name, @role, @hash, @Now)
            on conflict (name) do update set role = @role, hash = @hash, created = @Now, revoked = null where revoked is not null
            """, new { name, role = role.Column(), hash = Hash(token), database.Now });
        if (changed == 0) throw new HomelabException($"There is a token '{name}' already: revoke it first, or choose another name.");
    }, cancel);

    /// <summary>Whom a token stands for; null for a wrong or revoked one.</summary>
    public Task<Principal?> FindAsync(string token, CancellationToken cancel) => database.ReadAsync(connection =>
        connection.QuerySingleOrDefault<(string Name, string Role)?>("select name, role from tokens where hash = @hash and revoked is null", new { hash = Hash(token) }) is { } row
            ? new Principal(row.Name, Columns.Enum<Role>(row.Role))
            : null, cancel);

    /// <summary>All tokens by name, revoked ones included.</summary>
    public Task<ImmutableArray<TokenRecord>> ListAsync(CancellationToken cancel) => database.ReadAsync(connection =>
        connection.Query<(string Name, string Role, long Created, long? Revoked)>("select name, role, created, revoked from tokens order by name")
            .Select(row => new TokenRecord(row.Name, Columns.Enum<Role>(row.Role), Columns.Time(row.Created), Columns.Time(row.Revoked)))
            .ToImmutableArray(), cancel);

    /// <summary>Ends a token at once.</summary>
    public Task RevokeAsync(string name, CancellationToken cancel) => database.WriteAsync(connection =>
    {
        var changed = connection.Execute("update tokens set revoked = @Now where name = @name and revoked is null", new { name, database.Now });
        if (changed > 0) return;
        var names = connection.Query<string>("select name from tokens where revoked is null order by name").AsList();
        throw new HomelabException(names.Count == 0 ? $"There is no token '{name}': none is in force." : $"There is no token '{name}' in force: {Nearest.Hint(name, names)}.");
    }, cancel);

    private static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
