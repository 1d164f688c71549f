using Plimsoll.Server.Tests.Fixtures;

[assembly: AssemblyFixture(typeof(RegistryFixture))]
