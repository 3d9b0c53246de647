using System.Text;
using CsCheck;
using HomelabMcp.Core;
using HomelabMcp.Hosting.Fixture;

namespace HomelabMcp.Hosting.Tests;

public sealed class ConfigurationTests : IDisposable
{
    /// <summary>Every key that the file format knows.</summary>
    private const string Whole = """
        installation: home
        reconcile: apply
        targets:
          pve:      { platform: proxmox, url: "https://pve.lan:8006", credentials: { read: "${env:HLTEST_READ}", operate: "${env:HLTEST_NONE}", apply: "${file:secret.txt}" }, tls: { fingerprint: "AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89" } }
          netbox:   { platform: netbox, url: https://netbox.lan, token: "${file:secret.txt}" }
          ha:       { platform: homeassistant, url: "http://ha.lan:8123", token: "${env:HLTEST_READ}", config: { path: /config } }
          traefik:  { platform: traefik, url: "http://traefik.lan:8080", dynamic: { path: /etc/traefik/dynamic }, provider: http }
          wiki:     { platform: wikijs, url: "http://wiki.lan:3000", token: "${env:HLTEST_READ}", tls: { ca: ca.pem } }
          docker:   { platform: docker, url: "unix:///var/run/docker.sock" }
          fixture:  { platform: fixture, url: "http://127.0.0.1:1", colour: blue }
        repository:
          url: https://git.lan/me/homelab.git
          branch: trunk
          path: lab
          interval: 5m
          credentials: { username: me, password: "${env:HLTEST_READ}", sshKey: id, knownHosts: known }
          identity: { name: bot, email: bot@lan, signingKey: sign }
          forge: { type: gitea, url: "https://git.lan", token: "${env:HLTEST_READ}" }
          webhookSecret: "${env:HLTEST_READ}"
        secrets:
          web-db: { from: "${file:secret.txt}", use: [docker.container/web01] }
          later: { from: "sops:secrets.yaml#web-db" }
        store: sqlite:state/homelab.db
        hub: { listen: "http://0.0.0.0:7420", hosts: [homelab.lan], tls: { certificate: c.pem, key: k.pem }, auth: { tokens: true, oidc: { authority: "https://id.lan" } } }
        """;

    private static readonly IPlatform[] Platforms = [new FixturePlatform()];
    private readonly string folder = Directory.CreateTempSubdirectory("homelab-config-").FullName;

    private string File => Path.Combine(folder, "homelab.yaml");

    [Fact]
    public async Task Every_known_key_is_read()
    {
        Environment.SetEnvironmentVariable("HLTEST_READ", "read-secret");
        await System.IO.File.WriteAllTextAsync(Path.Combine(folder, "secret.txt"), "file-secret\n", TestContext.Current.CancellationToken);
        var read = Parse(Whole);
        Assert.Equal(("home", true, 7), (read.Installation, read.Applies, read.Targets.Length));
        var pve = read.Targets[0];
        Assert.Equal("read-secret", pve.Credential(Access.Read)!.Reveal());
        Assert.Equal("file-secret", pve.Credential(Access.Apply)!.Reveal());
        Assert.StartsWith("AB:CD", pve.Tls.Fingerprint, StringComparison.Ordinal);
        Assert.Equal(Path.Combine(folder, "ca.pem"), read.Targets[4].Tls.CaFile);
        Assert.Equal("""{"config":{"path":"/config"}}""", read.Targets[2].Extra.ToJsonString());
        Assert.Equal("blue", read.Targets[6].Extra["colour"]!.GetValue<string>());
        Assert.Null(read.Targets[5].Credential(Access.Read));
        var repository = read.Repository!;
        Assert.Equal(("trunk", "lab", TimeSpan.FromMinutes(5), "me", "read-secret"), (repository.Branch, repository.Path, repository.Interval, repository.Username, repository.Password!().Reveal()));
        Assert.Equal(("bot", "gitea", "read-secret"), (repository.IdentityName, repository.Forge!.Type, repository.WebhookSecret!().Reveal()));
        Assert.Equal(Path.Combine(folder, "state"), read.DataFolder);
        Assert.Equal("file-secret", read.Secrets[0].Value().Reveal());
        Assert.Contains("SOPS are not supported yet", Assert.Throws<HomelabException>(() => read.Secrets[1].Value()).Message, StringComparison.Ordinal);
        Assert.Equal((true, true, 7420), (read.Hub.HasAuth, read.Hub.IsNamed, read.Hub.Listen.Port));
        Assert.Equal("x [secret] y", read.KnownSecrets.Redacted("x file-secret y"));
    }

    [Fact]
    public void References_need_no_quotes_not_even_inside_braces()
    {
        Environment.SetEnvironmentVariable("HLTEST_READ", "read-secret");
        var read = Parse("""
            installation: home
            targets:
              pve: { platform: proxmox, url: https://pve.lan:8006, credentials: { read: ${env:HLTEST_READ}, apply: "a ${env:HLTEST_READ} b" }, tls: { ca: ca.pem } }
            repository:
              url: https://git.lan/me/homelab.git
              credentials: { username: me, password: ${env:HLTEST_READ} }
              webhookSecret: ${env:HLTEST_READ}
            """);
        Assert.Equal("read-secret", read.Targets[0].Credential(Access.Read)!.Reveal());
        Assert.Equal("a read-secret b", read.Targets[0].Credential(Access.Apply)!.Reveal());
        Assert.Equal(("read-secret", "read-secret"), (read.Repository!.Password!().Reveal(), read.Repository.WebhookSecret!().Reveal()));
    }

    [Fact]
    public void A_secret_is_looked_for_only_when_it_is_used_and_its_absence_names_the_line()
    {
        var pve = Parse(Whole).Targets[0];
        var missing = Assert.Throws<HomelabException>(() => pve.Credential(Access.Operate));
        Assert.Equal($"{File}:4: targets.pve.credentials.operate: The environment variable HLTEST_NONE is not set.", missing.Message);
    }

    [Fact]
    public void Without_a_store_everything_lies_in_data_beside_the_file()
    {
        var read = Parse("installation: home\n");
        Assert.Equal((Path.Combine(folder, "data"), Path.Combine(folder, "data", "homelab.db"), false), (read.DataFolder, read.StorePath, read.Applies));
    }

    [Theory]
    [InlineData("installation: home\nrepostory: { url: x }", 2, "repostory", "There is no key 'repostory' here: did you mean 'repository'?")]
    [InlineData("reconcile: apply", 1, "", "'installation' is missing")]
    [InlineData("installation: Home Lab", 1, "installation", "cannot be part of every ownership mark")]
    [InlineData("installation: [a]", 1, "installation", "This must be a text, not a list.")]
    [InlineData("installation: a\nreconcile: aply", 2, "reconcile", "'aply' is not known here: did you mean 'apply'? valid: apply, observe.")]
    [InlineData("installation: a\ntargets:\n  x: { platform: proxmx, url: http://a }", 3, "targets.x.platform", "did you mean 'proxmox'?")]
    [InlineData("installation: a\ntargets:\n  x: { platform: fixture, url: http://a, color: b }", 3, "targets.x.color", "There is no key 'color' here: did you mean 'colour'?")]
    [InlineData("installation: a\ntargets:\n  x: { platform: fixture }", 3, "targets.x", "'url' is missing")]
    [InlineData("installation: a\ntargets:\n  x: { platform: fixture, url: nonsense }", 3, "targets.x.url", "'nonsense' is not an address")]
    [InlineData("installation: a\ntargets:\n  x: { platform: fixture, url: http://a, token: \"${enw:X}\" }", 3, "targets.x.token", "'${enw:X}' is no reference: did you mean 'env'?")]
    [InlineData("installation: a\ntargets:\n  x: { platform: fixture, url: http://a, tls: { fingerprint: AB } }", 3, "targets.x.tls.fingerprint", "SHA-256")]
    [InlineData("installation: a\ntargets: [x]", 2, "targets", "This must be a mapping, not a list.")]
    [InlineData("installation: a\nstore: postgres://h/d", 2, "store", "PostgreSQL is not supported yet: use 'sqlite:FILE'.")]
    [InlineData("installation: a\nstore: mysql:x", 2, "store", "'mysql:x' is not a store")]
    [InlineData("installation: a\nrepository:\n  url: x\n  interval: soon", 4, "repository.interval", "'soon' is not a time")]
    [InlineData("installation: a\nrepository: { branch: main }", 2, "repository", "'url' is missing")]
    [InlineData("installation: a\nhub: { listen: \"http://0.0.0.0:7420\" }", 2, "hub.listen", "only with 'hub.auth'")]
    [InlineData("installation: a\nhub: { listen: \"http://homelab.lan:7420\", auth: {} }", 2, "hub.listen", "only with 'hub.auth'")]
    [InlineData("installation: a\nsecrets: { s: { use: [x] } }", 2, "secrets.s", "'from' is missing")]
    [InlineData("installation: a\ninstallation: b", 2, "", "This is not YAML")]
    [InlineData("installation: a\n  bad: [", 2, "", "This is not YAML")]
    [InlineData("- a", 1, "", "A configuration is a mapping")]
    [InlineData("", 1, "", "A configuration is a mapping")]
    [InlineData("installation: a\n---\ninstallation: b", 1, "", "A configuration is one document.")]
    [InlineData("a: &a [x]\nb: [*a, *a]", 2, "", "Aliases")]
    public void What_is_wrong_is_said_with_file_line_and_way_out(string yaml, int line, string field, string words)
    {
        var fault = Assert.Single(Assert.Throws<FaultsException>(() => Parse(yaml)).Faults, fault => fault.Message.Contains(words, StringComparison.Ordinal));
        Assert.Equal((File, line, field), (fault.File, fault.Line, fault.Field));
    }

    [Fact]
    public void Everything_wrong_is_said_at_once_in_the_order_of_lines()
    {
        var faults = Assert.Throws<FaultsException>(() => Parse("instalation: a\nreconcile: no\nstore: x\nhub: { lisen: y }\n")).Faults;
        Assert.Equal([1, 1, 2, 3, 4], faults.Select(fault => fault.Line));
    }

    [Fact]
    public void Bytes_that_are_no_utf8_are_refused_at_their_line()
    {
        var fault = Assert.Throws<FaultsException>(() => ConfigurationReader.Parse([.. "installation: a\nx: "u8, 0xFF, 0xFE], File, Platforms)).Faults.Single();
        Assert.Equal((2, "This is not UTF-8."), (fault.Line, fault.Message));
    }

    [Fact]
    public void Depth_and_size_have_bounds()
    {
        Assert.Contains("nested more than", Assert.Throws<FaultsException>(() => Parse($"a: {new string('[', 100_000)}")).Message, StringComparison.Ordinal);
        Assert.Contains("too many values", Assert.Throws<FaultsException>(() => Parse($"a: [{string.Join(',', Enumerable.Repeat("b", 60_000))}]")).Message, StringComparison.Ordinal);
        System.IO.File.WriteAllText(File, $"installation: a # {new string('x', ConfigurationReader.LargestFile)}");
        Assert.Contains("a configuration has at most", Assert.Throws<HomelabException>(() => ConfigurationReader.Read(File, Platforms)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_was_asked_for_and_is_not_there_is_named() =>
        Assert.Equal($"There is no configuration file {File} (--config names it).", Assert.Throws<HomelabException>(() => ConfigurationReader.Find(File)).Message);

    [Fact]
    public void Mutations_of_a_good_file_are_read_or_refused_with_a_line_and_never_crash()
    {
        var lines = Whole.Split('\n');
        var mutation = Gen.Select(
            Gen.Int[0, 6], Gen.Int[0, Whole.Length - 1], Gen.Int[0, Whole.Length - 1],
            Gen.OneOf(Gen.Char[' ', '~'], Gen.Int[0, 15].Select(i => "{}[]&*!|>%@`\"'#\t"[i]), Gen.Char));
        mutation.Array[1, 4].Sample(changes =>
        {
            var text = new StringBuilder(Whole);
            foreach (var (sort, first, second, letter) in changes)
            {
                var at = Math.Min(first, text.Length - 1);
                var length = Math.Min(Math.Min(second % 40, text.Length - at), text.Length - 1);
                if (sort is 0) text[at] = letter;
                else if (sort is 1) text.Insert(at, letter);
                else if (sort is 2) text.Remove(at, length);
                else if (sort is 3) text.Insert(at, lines[second % lines.Length]);
                else if (sort is 4) text.Insert(at, text.ToString(Math.Min(second, text.Length - 1), Math.Min(20, text.Length - Math.Min(second, text.Length - 1))));
                else if (sort is 5) text.Insert(at, new string(letter, second % 200));
                else text.Replace("\n", "\r\n");
            }

            try
            {
                Parse(text.ToString());
            }
            catch (FaultsException refused)
            {
                Assert.NotEmpty(refused.Faults);
                Assert.All(refused.Faults, fault => Assert.True(fault.Line > 0 && fault.File == File && fault.Message.Length > 0, fault.ToString()));
            }
            catch (HomelabException missing)
            {
                Assert.StartsWith($"{File}:", missing.Message, StringComparison.Ordinal);
            }
        }, iter: 1500);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private HomelabConfiguration Parse(string yaml) => ConfigurationReader.Parse(Encoding.UTF8.GetBytes(yaml.Replace("\ud800", "", StringComparison.Ordinal)), File, Platforms);
}
