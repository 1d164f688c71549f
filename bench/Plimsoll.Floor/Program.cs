using Plimsoll.Floor;

// The floor as a program of its own, so that what is started anew for each image is measured against something that is started anew too: the same runtime, set up and compiled ahead in the same way.
using var floor = new LayerFloor();
Console.WriteLine(floor.Open(args));
return 0;
