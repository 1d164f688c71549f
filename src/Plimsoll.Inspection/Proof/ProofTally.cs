namespace Plimsoll.Inspection.Proof;

/// <summary>Counts files by what became of them.</summary>
internal sealed class ProofTally
{
    private int _unowned;

    public int Verified { get; private set; }

    public int Modified { get; private set; }

    public int Unverifiable { get; private set; }

    public int Runtime { get; set; }

    public int Absent { get; set; }

    /// <summary>Altered in a way that nothing explains.</summary>
    public int Surprises { get; private set; }

    public ContentCounts Counts => new(Verified, Modified, Unverifiable, _unowned, Runtime, Absent);

    /// <summary>Percentage of owned files that are verified.</summary>
    public double? Share
    {
        get
        {
            var owned = Verified + Modified + Unverifiable;
            return owned == 0 ? null : Math.Floor(1000d * Verified / owned) / 10;
        }
    }

    public void Add(FileProof file)
    {
        switch (file.Verdict)
        {
            case FileVerdicts.Verified:
                Verified++;
                break;
            case FileVerdicts.Modified:
                Modified++;
                if (file.Explained is null) Surprises++;
                break;
            case FileVerdicts.Unverifiable:
                Unverifiable++;
                break;
            default:
                _unowned++;
                break;
        }
    }
}
