namespace HomelabMcp.Simulation.Proxmox.Parameters;

/// <summary>Endpoints of a node, its tasks and its storages; form of a line: see <see cref="ParameterCatalogue"/>.</summary>
internal static class NodeParameters
{
    public const string Text = """
        GET /nodes
          ? all

        GET /nodes/{node}
          ? all
          node! = s fmt=pve-node

        GET /nodes/{node}/status
          ? ["perm","/nodes/{node}",["Sys.Audit"]]
          node! = s fmt=pve-node

        GET /nodes/{node}/version
          ? all
          node! = s fmt=pve-node

        GET /nodes/{node}/dns
          ? ["perm","/nodes/{node}",["Sys.Audit"]]
          node! = s fmt=pve-node

        GET /nodes/{node}/time
          ? ["perm","/nodes/{node}",["Sys.Audit"]]
          node! = s fmt=pve-node

        GET /nodes/{node}/network
          ? all
          node! = s fmt=pve-node
          type = s enum=bridge,bond,eth,alias,vlan,fabric,OVSBridge,OVSBond,OVSPort,OVSIntPort,vnet,any_bridge,any_local_bridge,include_sdn

        GET /nodes/{node}/rrddata
          ? ["perm","/nodes/{node}",["Sys.Audit"]]
          cf = s enum=AVERAGE,MAX
          node! = s fmt=pve-node
          timeframe! = s enum=hour,day,week,month,year,decade

        GET /nodes/{node}/replication
          ? all
          guest = i 100..999999999 fmt=pve-vmid
          node! = s fmt=pve-node

        GET /nodes/{node}/firewall/options
          ? ["perm","/nodes/{node}",["Sys.Audit"]]
          node! = s fmt=pve-node

        GET /nodes/{node}/firewall/rules
          ? ["perm","/nodes/{node}",["Sys.Audit"]]
          node! = s fmt=pve-node

        GET /nodes/{node}/tasks
          ? all
          errors = b
          limit start = i 0..
          node! = s fmt=pve-node
          since until = i
          source = s enum=archive,active,all
          statusfilter = s fmt=pve-task-status-type-list
          typefilter userfilter = s
          vmid = i 100..999999999 fmt=pve-vmid

        GET /nodes/{node}/tasks/{upid}
          ? all
          node! = s fmt=pve-node
          upid! = s

        DELETE /nodes/{node}/tasks/{upid}
          ? all
          node! = s fmt=pve-node
          upid! = s

        GET /nodes/{node}/tasks/{upid}/status
          ? all
          node! = s fmt=pve-node
          upid! = s

        GET /nodes/{node}/tasks/{upid}/log
          ? all
          download = b
          limit start = i 0..
          node! = s fmt=pve-node
          upid! = s

        GET /nodes/{node}/storage
          ? all
          content = s fmt=pve-storage-content-list
          enabled format = b
          node! target = s fmt=pve-node
          storage = s fmt=pve-storage-id

        GET /nodes/{node}/storage/{storage}
          ? ["perm","/storage/{storage}",["Datastore.Audit","Datastore.AllocateSpace"],"any",1]
          node! = s fmt=pve-node
          storage! = s fmt=pve-storage-id

        GET /nodes/{node}/storage/{storage}/status
          ? ["perm","/storage/{storage}",["Datastore.Audit","Datastore.AllocateSpace"],"any",1]
          node! = s fmt=pve-node
          storage! = s fmt=pve-storage-id

        GET /nodes/{node}/storage/{storage}/rrddata
          ? ["perm","/storage/{storage}",["Datastore.Audit","Datastore.AllocateSpace"],"any",1]
          cf = s enum=AVERAGE,MAX
          node! = s fmt=pve-node
          storage! = s fmt=pve-storage-id
          timeframe! = s enum=hour,day,week,month,year

        GET /nodes/{node}/storage/{storage}/content
          ? ["perm","/storage/{storage}",["Datastore.Audit","Datastore.AllocateSpace"],"any",1]
          content = s fmt=pve-storage-content
          node! = s fmt=pve-node
          storage! = s fmt=pve-storage-id
          vmid = i 100..999999999 fmt=pve-vmid

        GET /nodes/{node}/storage/{storage}/content/{volume}
          ? all
          node! = s fmt=pve-node
          storage = s fmt=pve-storage-id
          volume! = s

        PUT /nodes/{node}/storage/{storage}/content/{volume}
          ? all
          node! = s fmt=pve-node
          notes volume! = s
          protected = b
          storage = s fmt=pve-storage-id

        DELETE /nodes/{node}/storage/{storage}/content/{volume}
          ? all
          delay = i 1..30
          node! = s fmt=pve-node
          storage = s fmt=pve-storage-id
          volume! = s
        """;
}
