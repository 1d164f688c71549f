namespace Plimsoll.Tests.Storage.Collection.Model;

/// <summary>What happens next.</summary>
internal enum StepKind
{
    /// <summary>An actor makes its call.</summary>
    Move,

    /// <summary>A client or a collector begins.</summary>
    Start,

    /// <summary>Time passes.</summary>
    Wait,

    /// <summary>The process dies in the middle of a call; with it everybody who was on the way.</summary>
    Crash,

    /// <summary>The power is cut: what was not flushed is lost as well.</summary>
    PowerCut,
}

/// <summary>One step. The numbers are read modulo what there is to choose from, so that any part of a sequence is a sequence too.</summary>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
internal readonly record struct Step(StepKind Kind, int A, int B, int C, int D)
{
    public static Step Next(Random random)
    {
        var kind = random.Next(1000) switch
        {
            < 720 => StepKind.Move,
            < 930 => StepKind.Start,
            < 990 => StepKind.Wait,
            < 996 => StepKind.Crash,
            _ => StepKind.PowerCut,
        };
        return new Step(kind, random.Next(1 << 20), random.Next(1 << 20), random.Next(1 << 20), random.Next(1 << 20));
    }
}
