namespace HomelabMcp.Simulation.Proxmox.Parameters;

/// <summary>Endpoints below /access; form of a line: see <see cref="ParameterCatalogue"/>.</summary>
internal static class AccessParameters
{
    public const string Text = """
        GET /access
          ? all

        POST /access/ticket
          ? world
          ticket
          new-format = b
          otp password! tfa-challenge = s
          path = s maxlen=64 requires=privs
          privs = s fmt=pve-priv-list maxlen=64 requires=path
          realm = s fmt=pve-realm maxlen=32
          username! = s maxlen=64

        GET /access/ticket
          ? world

        PUT /access/password
          ? ["or",["userid-param","self"],["and",["userid-param","Realm.AllocateUser"],["userid-group",["User.Modify"]]]]
          ticket
          confirmation-password = s minlen=5 maxlen=64
          password! = s minlen=8 maxlen=64
          userid! = s fmt=pve-userid maxlen=64

        GET /access/permissions
          ? all
          path = s
          userid = s re=(?:^(?:[^\s:/]+)\@(?:[A-Za-z][A-Za-z0-9\.\-_]+)(?:!(?:[A-Za-z][A-Za-z0-9\.\-_]+))?$)

        GET /access/users
          ? all
          enabled full = b

        POST /access/users
          ? ["and",["userid-param","Realm.AllocateUser"],["userid-group",["User.Modify"],"groups_param","create"]]
          comment = s maxlen=2048
          email = s fmt=email-opt maxlen=254
          enable = b
          expire = i 0..
          firstname lastname = s maxlen=1024
          groups = s fmt=pve-groupid-list
          keys = s re=[0-9a-zA-Z!=]{0,4096}
          password = s minlen=8 maxlen=64
          userid! = s fmt=pve-userid maxlen=64

        GET /access/users/{userid}
          ? ["userid-group",["User.Modify","Sys.Audit"]]
          userid! = s fmt=pve-userid maxlen=64

        PUT /access/users/{userid}
          ? ["userid-group",["User.Modify"],"groups_param","update"]
          append = b requires=groups
          comment = s maxlen=2048
          email = s fmt=email-opt maxlen=254
          enable = b
          expire = i 0..
          firstname lastname = s maxlen=1024
          groups = s fmt=pve-groupid-list
          keys = s re=[0-9a-zA-Z!=]{0,4096}
          userid! = s fmt=pve-userid maxlen=64

        DELETE /access/users/{userid}
          ? ["and",["userid-param","Realm.AllocateUser"],["userid-group",["User.Modify"]]]
          userid! = s fmt=pve-userid maxlen=64

        GET /access/users/{userid}/token
          ? ["or",["userid-param","self"],["userid-group",["User.Modify"]]]
          userid! = s fmt=pve-userid maxlen=64

        GET /access/users/{userid}/token/{tokenid}
          ? ["or",["userid-param","self"],["userid-group",["User.Modify"]]]
          tokenid! = s re=(?:[A-Za-z][A-Za-z0-9\.\-_]+)
          userid! = s fmt=pve-userid maxlen=64

        POST /access/users/{userid}/token/{tokenid}
          ? ["or",["userid-param","self"],["userid-group",["User.Modify"]]]
          comment = s
          expire = i 0..
          privsep = b
          tokenid! = s re=(?:[A-Za-z][A-Za-z0-9\.\-_]+)
          userid! = s fmt=pve-userid maxlen=64

        PUT /access/users/{userid}/token/{tokenid}
          ? ["or",["userid-param","self"],["userid-group",["User.Modify"]]]
          comment = s
          delete = s fmt=pve-configid-list
          expire = i 0..
          privsep = b
          tokenid! = s re=(?:[A-Za-z][A-Za-z0-9\.\-_]+)
          userid! = s fmt=pve-userid maxlen=64

        DELETE /access/users/{userid}/token/{tokenid}
          ? ["or",["userid-param","self"],["userid-group",["User.Modify"]]]
          tokenid! = s re=(?:[A-Za-z][A-Za-z0-9\.\-_]+)
          userid! = s fmt=pve-userid maxlen=64

        GET /access/roles
          ? all

        GET /access/roles/{roleid}
          ? all
          roleid! = s fmt=pve-roleid

        GET /access/acl
          ? all

        PUT /access/acl
          ? ["perm-modify","{path}"]
          delete propagate = b
          groups = s fmt=pve-groupid-list
          path! = s
          roles! = s fmt=pve-roleid-list
          tokens = s fmt=pve-tokenid-list
          users = s fmt=pve-userid-list

        GET /access/domains
          ? world

        GET /access/groups
          ? all
        """;
}
