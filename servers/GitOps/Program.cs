using HomelabMcp.GitOps;

return await ThinClient.MainAsync(args);
