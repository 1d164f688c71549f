namespace Plimsoll.Server.Tests.Fixtures;

/// <summary>Tests that measure, or that need the machine for themselves: they run one after the other when everything else is done.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
