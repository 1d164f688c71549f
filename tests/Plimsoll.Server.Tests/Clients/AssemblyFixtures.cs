using Plimsoll.Server.Tests.Clients;

// One server for all real clients: it must stand them side by side anyway. Every test has repositories of its own.
[assembly: AssemblyFixture(typeof(RunningServer))]
