using System.Runtime.InteropServices;

namespace Plimsoll.Vulnerabilities.Oval.Logic;

/// <summary>Counts results and makes one of them by the truth tables of OVAL 5.11.2 (oval-common-schema, OperatorEnumeration and CheckEnumeration).</summary>
[StructLayout(LayoutKind.Auto)]
internal struct ResultTally
{
    private int _true, _false, _unknown, _error, _notEvaluated, _notApplicable;
    private string? _unknownReason, _errorReason, _notApplicableReason;

    /// <summary>Counts a result; of each kind the first reason is kept.</summary>
    public void Add(OvalVerdict verdict)
    {
        switch (verdict.Result)
        {
            case OvalResult.True:
                _true++;
                break;
            case OvalResult.False:
                _false++;
                break;
            case OvalResult.Error:
                _error++;
                _errorReason ??= verdict.Reason;
                break;
            case OvalResult.NotApplicable:
                _notApplicable++;
                _notApplicableReason ??= verdict.Reason;
                break;
            case OvalResult.NotEvaluated:
                _notEvaluated++;
                _unknownReason ??= verdict.Reason;
                break;
            default:
                _unknown++;
                _unknownReason ??= verdict.Reason;
                break;
        }
    }

    /// <summary>What the results make by an operator.</summary>
    public readonly OvalVerdict By(LogicOperator how)
    {
        if (Undecided() is { } nothing) return nothing;
        return how switch
        {
            LogicOperator.And => _false > 0 ? Is(false) : Unless(true),
            LogicOperator.Or => _true > 0 ? Is(true) : Unless(false),
            LogicOperator.One => _true > 1 ? Is(false) : Unless(_true == 1),
            LogicOperator.Xor => Unless(_true % 2 == 1),
            _ => new OvalVerdict(OvalResult.Error, "an operator is none of AND, OR, XOR and ONE"),
        };
    }

    /// <summary>What the results make when so many of them must be true.</summary>
    public readonly OvalVerdict By(Check check)
    {
        if (Undecided() is { } nothing) return nothing;
        return check switch
        {
            Check.All => _false > 0 ? Is(false) : Unless(true),
            Check.AtLeastOne => _true > 0 ? Is(true) : Unless(false),
            Check.OnlyOne => _true > 1 ? Is(false) : Unless(_true == 1),
            Check.NoneSatisfy => _true > 0 ? Is(false) : Unless(true),
            _ => new OvalVerdict(OvalResult.Error, "a check is none that OVAL knows"),
        };
    }

    private static OvalVerdict Is(bool value) => new(value ? OvalResult.True : OvalResult.False);

    private readonly OvalVerdict? Undecided()
    {
        if (_true + _false + _unknown + _error + _notEvaluated > 0) return null;
        return _notApplicable > 0 ? new OvalVerdict(OvalResult.NotApplicable, _notApplicableReason) : new OvalVerdict(OvalResult.Unknown, "there is nothing to compare");
    }

    /// <summary>The value, unless what is not known could change it.</summary>
    private readonly OvalVerdict Unless(bool value) =>
        _error > 0 ? new OvalVerdict(OvalResult.Error, _errorReason)
        : _unknown > 0 ? new OvalVerdict(OvalResult.Unknown, _unknownReason)
        : _notEvaluated > 0 ? new OvalVerdict(OvalResult.NotEvaluated, _unknownReason)
        : Is(value);
}
