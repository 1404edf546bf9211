using Spawner.Torture.Roles;
using Spawner.Torture.Running;

return args switch
{
    ["silo", .. var rest] => await SiloRole.RunAsync(rest),
    ["sink", var log, var portFile] => await SinkRole.RunAsync(log, portFile),
    ["client", .. var rest] => await ClientRole.RunAsync(rest),
    _ => await TortureCommand.RunAsync(args),
};
