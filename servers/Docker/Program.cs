using HomelabMcp.Docker;
using HomelabMcp.Hosting;

return await PlatformProgram.RunAsync(new DockerPlatform(), args);
