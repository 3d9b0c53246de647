using HomelabMcp.Hosting;
using HomelabMcp.Hosting.Fixture;

return await PlatformProgram.RunAsync(new FixturePlatform(), args);
