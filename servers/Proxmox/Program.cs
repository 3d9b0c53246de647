using HomelabMcp.Hosting;
using HomelabMcp.Proxmox;

return await PlatformProgram.RunAsync(new ProxmoxPlatform(), args);
