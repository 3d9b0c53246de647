using HomelabMcp.Engine;
using HomelabMcp.Store;

namespace HomelabMcp.Reconciler.Tests;

public sealed class ConvergenceTests
{
    [Fact]
    public void A_new_installation_makes_what_Git_says_and_the_second_look_writes_nothing()
    {
        using var home = new SimHome();
        home.Source.Push(Manifests.Box("web", "size: 2"), Manifests.Row("db", "label: x"), Manifests.Disk("data"));
        Assert.True(home.Sync());
        Assert.True(home.Reconciler.Current.IsConverged, home.Reconciler.Current.Problem);
        Assert.Equal(3, home.Platform.Writes.Count);
        Assert.All(home.Platform.Objects, one => Assert.Equal("home", one.Mark?.Installation));
        var writes = home.Process.Calls["write"];
        home.Sync();
        Assert.Equal(writes, home.Process.Calls["write"]);
        Assert.Equal(RunOutcome.Done, home.Reconciler.Current.Run!.Outcome);
        Assert.Equal(home.Source.KnownTip, home.Reconciler.Current.AppliedCommit);
    }

    [Fact]
    public void A_quiet_look_writes_nothing_to_the_store_either()
    {
        using var home = new SimHome();
        home.Source.Push(Manifests.Box("web"));
        home.Sync();
        home.Sync();
        var before = home.BackUpStore();
        for (var i = 0; i < 5; i++) home.Sync();
        Assert.Equal(Dump(before), Dump(home.BackUpStore()));
    }

    [Fact]
    public void Each_write_stands_in_the_audit_log_before_and_after_and_a_quiet_look_adds_nothing()
    {
        using var home = new SimHome();
        home.Source.Push(Manifests.Box("web"));
        home.Sync();
        Assert.Equal(["begun", "done"], home.Audit.Select(record => record.Entry.Outcome));
        Assert.All(home.Audit, record => Assert.Equal(("reconciler", "create", true), (record.Entry.Who, record.Entry.Action, record.Entry.IsWrite)));
        Assert.All(home.Audit, record => Assert.Equal(home.Source.KnownTip, (string?)record.Entry.Detail["commit"]));
        home.Sync();
        Assert.Equal(2, home.Audit.Count);
        Assert.True(home.AuditHolds);
    }

    [Fact]
    public void A_change_in_Git_is_applied_and_a_removed_field_goes_back_to_its_default()
    {
        using var home = new SimHome();
        home.Source.Push(Manifests.Box("web", "size: 2", "label: a"));
        home.Sync();
        home.Source.Push(Manifests.Box("web", "label: b"));
        home.Sync();
        var web = home.Platform.Named("sim.box", "web")!;
        Assert.Equal("b", (string?)web.Spec["label"]);
        Assert.Null(web.Spec["size"]);
        Assert.True(home.Reconciler.Current.IsConverged);
    }

    [Fact]
    public void What_left_Git_is_pruned_and_what_holds_state_waits_for_a_human_and_a_backup()
    {
        using var home = new SimHome();
        home.Source.Push(Manifests.Box("web"), Manifests.Disk("data"), Manifests.Row("keep"));
        home.Sync();
        home.Source.Push(Manifests.Row("keep"));
        home.Sync();
        Assert.Equal(["data", "keep"], home.Platform.Objects.Select(one => one.Name).Order());
        var approval = Assert.Single(home.Approvals);
        Assert.Equal(("delete", "data", "a copy"), (approval.Operation, approval.Key.Name, approval.Backup));
        Assert.Empty(home.Platform.Backups);
        home.ApproveAll();
        home.Sync();
        Assert.Equal(["keep"], home.Platform.Objects.Select(one => one.Name));
        Assert.Single(home.Platform.Backups);
        Assert.Empty(home.Approvals);
        Assert.True(home.Reconciler.Current.IsConverged);
    }

    private static string Dump(Microsoft.Data.Sqlite.SqliteConnection disk)
    {
        var text = new System.Text.StringBuilder();
        using var tables = disk.CreateCommand();
        tables.CommandText = "select name from sqlite_master where type = 'table' and name not like 'sqlite%' and name <> 'lease' order by name";
        var names = new List<string>();
        using (var reader = tables.ExecuteReader())
            while (reader.Read()) names.Add(reader.GetString(0));
        foreach (var name in names)
        {
            using var rows = disk.CreateCommand();
            rows.CommandText = $"select * from {name}";
            using var reader = rows.ExecuteReader();
            while (reader.Read())
            {
                var values = new object[reader.FieldCount];
                reader.GetValues(values);
                text.AppendLine($"{name}: {string.Join('|', values)}");
            }
        }

        return text.ToString();
    }
}
