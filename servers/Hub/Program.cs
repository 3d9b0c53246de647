using HomelabMcp.Hub.Commands;

return await CommandTree.RunAsync(args, Surroundings.OfProcess());
