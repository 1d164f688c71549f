namespace Plimsoll.Vulnerabilities.Versions;

/// <summary>The parts of a normalised version of Composer one after another, as PHP's version_compare takes them.</summary>
internal ref struct ComposerParts(ComposerVersion version)
{
    /// <summary>What Composer puts for a number of a branch that may be any.</summary>
    private const string Largest = "9999999";

    private readonly ComposerVersion _version = version;
    private ReadOnlySpan<char> _numbers = version.Numbers;
    private ReadOnlySpan<char> _stabilityNumbers = version.StabilityNumbers;
    private int _count;
    private bool _isStabilityRead;
    private int _devs = version.Devs;

    /// <summary>Kind of the part: a stability, <see cref="End"/> or <see cref="Number"/>; in the order of version_compare.</summary>
    public byte Current { get; private set; }

    public ReadOnlySpan<char> Text { get; private set; }

    public const byte End = (byte)ComposerVersion.Stage.None;
    public const byte Number = End + 1;

    public void MoveNext()
    {
        if (!_numbers.IsEmpty)
        {
            Take(ref _numbers);
        }
        else if (_count < _version.Least)
        {
            _count++;
            Current = Number;
            Text = _version.IsNumberedBranch ? Largest : "0";
        }
        else if (_version.Stability != ComposerVersion.Stage.None && !_isStabilityRead)
        {
            _isStabilityRead = true;
            Current = (byte)_version.Stability;
        }
        else if (!_stabilityNumbers.IsEmpty)
        {
            Take(ref _stabilityNumbers);
        }
        else
        {
            Current = _devs-- > 0 ? (byte)ComposerVersion.Stage.Dev : End;
        }
    }

    private void Take(scoped ref ReadOnlySpan<char> numbers)
    {
        _count++;
        Current = Number;
        var separator = numbers.IndexOfAnyExceptInRange('0', '9');
        if (separator == 0)
        {
            Text = Largest;
            numbers = numbers.Length > 1 ? numbers[2..] : default;
            return;
        }
        Text = separator < 0 ? numbers : numbers[..separator];
        numbers = separator < 0 ? default : numbers[(separator + 1)..];
    }
}
