using Plimsoll.Core.Facts;

namespace Plimsoll.Server.Exposure;

/// <summary>
/// When distributions stop mending a release for everybody, by their own announcements; extensions that are paid for do not count. A feed of such a release still answers, but nobody looks any more:
/// what it says nothing about is unknown. A release that is not here counts as alive.
/// </summary>
internal static class ReleaseEnds
{
    private static readonly Dictionary<(string Distribution, string Release), DateOnly> Ends = new()
    {
        // With the time of LTS: https://wiki.debian.org/LTS
        [("debian", "7")] = new(2018, 5, 31),
        [("debian", "8")] = new(2020, 6, 30),
        [("debian", "9")] = new(2022, 6, 30),
        [("debian", "10")] = new(2024, 6, 30),
        [("debian", "11")] = new(2026, 8, 31),
        [("debian", "12")] = new(2028, 6, 30),
        [("debian", "13")] = new(2030, 6, 30),
        // https://ubuntu.com/about/release-cycle
        [("ubuntu", "12.04")] = new(2017, 4, 28),
        [("ubuntu", "14.04")] = new(2019, 4, 25),
        [("ubuntu", "14.10")] = new(2015, 7, 23),
        [("ubuntu", "15.04")] = new(2016, 2, 4),
        [("ubuntu", "15.10")] = new(2016, 7, 28),
        [("ubuntu", "16.04")] = new(2021, 4, 30),
        [("ubuntu", "16.10")] = new(2017, 7, 20),
        [("ubuntu", "17.04")] = new(2018, 1, 13),
        [("ubuntu", "17.10")] = new(2018, 7, 19),
        [("ubuntu", "18.04")] = new(2023, 5, 31),
        [("ubuntu", "18.10")] = new(2019, 7, 18),
        [("ubuntu", "19.04")] = new(2020, 1, 23),
        [("ubuntu", "19.10")] = new(2020, 7, 17),
        [("ubuntu", "20.04")] = new(2025, 5, 31),
        [("ubuntu", "20.10")] = new(2021, 7, 22),
        [("ubuntu", "21.04")] = new(2022, 1, 20),
        [("ubuntu", "21.10")] = new(2022, 7, 14),
        [("ubuntu", "22.04")] = new(2027, 4, 30),
        [("ubuntu", "22.10")] = new(2023, 7, 20),
        [("ubuntu", "23.04")] = new(2024, 1, 25),
        [("ubuntu", "23.10")] = new(2024, 7, 11),
        [("ubuntu", "24.04")] = new(2029, 4, 30),
        [("ubuntu", "24.10")] = new(2025, 7, 10),
        [("ubuntu", "25.04")] = new(2026, 1, 15),
        [("ubuntu", "25.10")] = new(2026, 7, 31),
        [("ubuntu", "26.04")] = new(2031, 4, 30),
        // https://alpinelinux.org/releases/
        [("alpine", "v3.2")] = new(2017, 5, 1),
        [("alpine", "v3.3")] = new(2017, 11, 1),
        [("alpine", "v3.4")] = new(2018, 5, 1),
        [("alpine", "v3.5")] = new(2018, 11, 1),
        [("alpine", "v3.6")] = new(2019, 5, 1),
        [("alpine", "v3.7")] = new(2019, 11, 1),
        [("alpine", "v3.8")] = new(2020, 5, 1),
        [("alpine", "v3.9")] = new(2020, 11, 1),
        [("alpine", "v3.10")] = new(2021, 5, 1),
        [("alpine", "v3.11")] = new(2021, 11, 1),
        [("alpine", "v3.12")] = new(2022, 5, 1),
        [("alpine", "v3.13")] = new(2022, 11, 1),
        [("alpine", "v3.14")] = new(2023, 5, 1),
        [("alpine", "v3.15")] = new(2023, 11, 1),
        [("alpine", "v3.16")] = new(2024, 5, 23),
        [("alpine", "v3.17")] = new(2024, 11, 22),
        [("alpine", "v3.18")] = new(2025, 5, 9),
        [("alpine", "v3.19")] = new(2025, 11, 1),
        [("alpine", "v3.20")] = new(2026, 4, 1),
        [("alpine", "v3.21")] = new(2026, 11, 1),
        [("alpine", "v3.22")] = new(2027, 5, 1),
        [("alpine", "v3.23")] = new(2027, 11, 1),
        // CentOS Linux; Stream has the same ID and later numbers.
        [("centos", "5")] = new(2017, 3, 31),
        [("centos", "6")] = new(2020, 11, 30),
        [("centos", "7")] = new(2024, 6, 30),
        [("centos", "8")] = new(2021, 12, 31),
        [("centos", "9")] = new(2027, 5, 31),
        // https://access.redhat.com/support/policy/updates/errata
        [("rhel", "5")] = new(2017, 3, 31),
        [("rhel", "6")] = new(2020, 11, 30),
        [("rhel", "7")] = new(2024, 6, 30),
        [("rhel", "8")] = new(2029, 5, 31),
        [("rhel", "9")] = new(2032, 5, 31),
        [("rhel", "10")] = new(2035, 5, 31),
        [("almalinux", "8")] = new(2029, 3, 1),
        [("almalinux", "9")] = new(2032, 5, 31),
        [("rocky", "8")] = new(2029, 5, 31),
        [("rocky", "9")] = new(2032, 5, 31),
        [("amzn", "2018.03")] = new(2023, 12, 31),
        [("amzn", "2")] = new(2026, 6, 30),
        [("ol", "6")] = new(2021, 3, 31),
        [("ol", "7")] = new(2024, 12, 31),
        [("fedora", "38")] = new(2024, 5, 21),
        [("fedora", "39")] = new(2024, 11, 26),
        [("fedora", "40")] = new(2025, 5, 13),
        [("opensuse-leap", "15.3")] = new(2022, 12, 31),
        [("opensuse-leap", "15.4")] = new(2023, 12, 7),
        [("opensuse-leap", "15.5")] = new(2024, 12, 31),
        // Without LTSS: https://www.suse.com/lifecycle
        [("sles", "12.4")] = new(2020, 6, 30),
        [("sles", "12.5")] = new(2024, 10, 31),
        [("sles", "15.3")] = new(2022, 12, 31),
        [("sles", "15.4")] = new(2023, 12, 31),
        [("sles", "15.5")] = new(2024, 12, 31),
        [("sles", "15.6")] = new(2025, 12, 31),
        [("mariner", "1.0")] = new(2023, 7, 31),
        [("mariner", "2.0")] = new(2025, 7, 31),
    };

    /// <summary>The last day; null where nothing is known of an end.</summary>
    public static DateOnly? Of(OsFacts os) => Distributions.ReleaseOf(os) is { } release && Ends.TryGetValue((os.Id, release), out var end) ? end : null;
}
