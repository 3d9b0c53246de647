namespace HomelabMcp.Simulation.Proxmox.Parameters;

/// <summary>Sub-keys of property strings; read by <see cref="PropertyStrings.PropertyFormats"/>.</summary>
internal static class LxcFormats
{
    public const string Text = """
        [lxc-dev]
        deny-write = b
        gid uid = i 0..
        mode = s re=0[0-7]{3}
        path* = s fmt=pve-lxc-dev-string

        [lxc-features]
        force_rw_sys fuse keyctl mknod nesting = b
        mount = s re=(?:[a-zA-Z0-9_; ]+)

        [lxc-mp]
        acl backup keepattrs quota replicate ro shared = b
        idmap = s re=(?:^(?:passthrough|[ug]:[0-9]+:[0-9]+:[1-9][0-9]*(?:;[ug]:[0-9]+:[0-9]+:[1-9][0-9]*)*)$)
        mountoptions = s re=(?:(?:(discard|lazytime|noatime|nodev|noexec|nosuid))(;(?:(discard|lazytime|noatime|nodev|noexec|nosuid)))*)
        mp! volume*! = s fmt=pve-lxc-mp-string
        size = s fmt=disk-size

        [lxc-net]
        bridge name! = s re=[-_.\w\d]+
        firewall host-managed link_down = b
        gw = s fmt=ipv4
        gw6 = s fmt=ipv6
        hwaddr = s fmt=mac-addr
        ip = s fmt=pve-ipv4-config
        ip6 = s fmt=pve-ipv6-config
        mtu = i 64..65535
        rate = n
        tag = i 1..4094
        trunks = s re=(?:\d+(?:;\d+)*)
        type = s enum=veth

        [lxc-rootfs]
        acl quota replicate ro shared = b
        idmap = s re=(?:^(?:passthrough|[ug]:[0-9]+:[0-9]+:[1-9][0-9]*(?:;[ug]:[0-9]+:[0-9]+:[1-9][0-9]*)*)$)
        mountoptions = s re=(?:(?:(discard|lazytime|noatime|nodev|noexec|nosuid))(;(?:(discard|lazytime|noatime|nodev|noexec|nosuid)))*)
        size = s fmt=disk-size
        volume*! = s fmt=pve-lxc-mp-string

        [lxc-unused]
        volume*! = s fmt=pve-volume-id
        """;
}
