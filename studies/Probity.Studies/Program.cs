using Probity.Studies;

return Commands.Run(args);
