using System.Runtime.InteropServices;

namespace Plimsoll.Vulnerabilities.Oval.Logic;

/// <summary>How many items exist, and whether that is as many as must (oval-common-schema, ExistenceEnumeration).</summary>
/// <param name="Exists">Items that exist.</param>
/// <param name="Absent">Items that were looked for and do not exist.</param>
/// <param name="Errors">Items that could not be collected because of an error.</param>
/// <param name="NotCollected">Items that nobody tried to collect.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ItemTally(int Exists, int Absent, int Errors, int NotCollected)
{
    /// <summary>What the counts make.</summary>
    public OvalResult By(Existence existence) => existence switch
    {
        Existence.AllExist => Absent > 0 || (Exists == 0 && Errors == 0 && NotCollected == 0) ? OvalResult.False : Unless(true),
        Existence.AnyExist => Exists == 0 && Errors > 0 ? OvalResult.Error : OvalResult.True,
        Existence.AtLeastOneExists => Exists > 0 ? OvalResult.True : Unless(false),
        Existence.NoneExist => Exists > 0 ? OvalResult.False : Unless(true),
        Existence.OnlyOneExists => Exists > 1 ? OvalResult.False : Unless(Exists == 1),
        _ => OvalResult.Error,
    };

    private OvalResult Unless(bool value) => Errors > 0 ? OvalResult.Error : NotCollected > 0 ? OvalResult.Unknown : value ? OvalResult.True : OvalResult.False;
}
