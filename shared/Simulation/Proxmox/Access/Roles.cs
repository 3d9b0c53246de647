using HomelabMcp.Simulation.Proxmox.State;

namespace HomelabMcp.Simulation.Proxmox.Access;

/// <summary>The built-in roles of Proxmox VE 9.</summary>
internal static class Roles
{
    private const string VmUser = "VM.Audit VM.Backup VM.Config.CDROM VM.Config.Cloudinit VM.Console VM.GuestAgent.Audit VM.GuestAgent.FileRead VM.GuestAgent.FileSystemMgmt VM.GuestAgent.FileWrite VM.PowerMgmt";
    private const string VmAdmin = VmUser + " VM.Allocate VM.Clone VM.Config.CPU VM.Config.Disk VM.Config.HWType VM.Config.Memory VM.Config.Network VM.Config.Options VM.GuestAgent.Unrestricted VM.Migrate VM.Replicate VM.Snapshot VM.Snapshot.Rollback";
    private const string DatastoreAdmin = "Datastore.Allocate Datastore.AllocateSpace Datastore.AllocateTemplate Datastore.Audit";
    private const string Admin = VmAdmin + " " + DatastoreAdmin + " Group.Allocate Mapping.Audit Mapping.Use Pool.Allocate Pool.Audit Realm.AllocateUser SDN.Allocate SDN.Audit SDN.Use Sys.Audit Sys.Console Sys.Syslog User.Modify";

    public static IReadOnlyDictionary<string, string[]> BuiltIn { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Administrator"] = Admin + " Mapping.Modify Permissions.Modify Realm.Allocate Sys.AccessNetwork Sys.Incoming Sys.Modify Sys.PowerMgmt",
        ["NoAccess"] = "",
        ["PVEAdmin"] = Admin,
        ["PVEAuditor"] = "Datastore.Audit Mapping.Audit Pool.Audit SDN.Audit Sys.Audit VM.Audit VM.GuestAgent.Audit",
        ["PVEDatastoreAdmin"] = DatastoreAdmin,
        ["PVEDatastoreUser"] = "Datastore.AllocateSpace Datastore.Audit",
        ["PVEMappingAdmin"] = "Mapping.Audit Mapping.Modify Mapping.Use",
        ["PVEMappingUser"] = "Mapping.Audit Mapping.Use",
        ["PVEPoolAdmin"] = "Pool.Allocate Pool.Audit",
        ["PVEPoolUser"] = "Pool.Audit",
        ["PVESDNAdmin"] = "SDN.Allocate SDN.Audit SDN.Use",
        ["PVESDNUser"] = "SDN.Audit SDN.Use",
        ["PVESysAdmin"] = "Sys.Audit Sys.Console Sys.Syslog",
        ["PVETemplateUser"] = "VM.Audit VM.Clone",
        ["PVEUserAdmin"] = "Group.Allocate Realm.AllocateUser User.Modify",
        ["PVEVMAdmin"] = VmAdmin,
        ["PVEVMUser"] = VmUser,
    }.ToDictionary(role => role.Key, role => role.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal).ToArray(), StringComparer.Ordinal);

    public static string[]? Find(AccessState access, string role) =>
        BuiltIn.GetValueOrDefault(role) ?? access.Roles.GetValueOrDefault(role);
}
