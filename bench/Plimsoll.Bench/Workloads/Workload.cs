using Plimsoll.Bench.Measuring;
using Plimsoll.Bench.Servers;

namespace Plimsoll.Bench.Workloads;

/// <summary>Something to measure: who takes part, and what one run against one of them does.</summary>
/// <param name="name">The word for <c>--workloads</c> and for the tables.</param>
/// <param name="summary">What an operation is, in one line.</param>
/// <param name="roles">Who takes part; a run of each is one round.</param>
internal abstract class Workload(string name, string summary, params IReadOnlyList<Role> roles)
{
    public static readonly IReadOnlyList<Role> Registries = [Role.Subject, Role.Twin, Role.Peer];

    public string Name => name;

    public string Summary => summary;

    public IReadOnlyList<Role> Roles => roles;

    /// <summary>True when bytes per second are what counts, false for operations.</summary>
    public virtual bool ByBytes => true;

    public virtual int RoundsOf(Scale scale) => scale.Rounds;

    /// <summary>About how much page cache a run fills.</summary>
    public virtual long WrittenBytes => 64 << 20;

    /// <summary>Puts there what the runs need, outside any clock; called before each run.</summary>
    public virtual void Prepare(Target target)
    {
    }

    public abstract Sample Run(Target target, int round);
}
