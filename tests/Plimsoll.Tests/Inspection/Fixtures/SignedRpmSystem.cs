namespace Plimsoll.Tests.Inspection.Fixtures;

/// <summary>A system of rpm packages that are all signed.</summary>
public sealed class SignedRpmSystem : IDisposable
{
    public RpmSystem System { get; } = new(signsAll: true);

    public void Dispose() => System.Dispose();
}
