using System.Runtime.InteropServices;
using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Proof;

/// <summary>A package and the files that its vendor put into it.</summary>
/// <param name="Type">Type by the package URL specification.</param>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version as the package manager prints it.</param>
/// <param name="Arch">Its architecture.</param>
/// <param name="Signer">The key that vouches for the list; null when none does.</param>
/// <param name="Reason">Why none does.</param>
/// <param name="IsForged">True when the list claims to be signed by a trusted key and is not.</param>
/// <param name="Files">The files.</param>
internal sealed record VendorPackage(string Type, string Name, string Version, string? Arch, string? Signer, string? Reason, bool IsForged, IReadOnlyList<VendorFile> Files);

/// <summary>A file as its vendor made it.</summary>
/// <param name="Path">Its path; directories may be links.</param>
/// <param name="Sha256">SHA-256 of its content; empty for what has none, and where the vendor lists none.</param>
/// <param name="Link">Target of a symbolic link; null for other files.</param>
/// <param name="Mode">Permission bits; null where they are not listed.</param>
/// <param name="Traits">What else is said of it.</param>
/// <param name="MayChange">True where the vendor says that its content may change.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct VendorFile(string Path, ReadOnlyMemory<byte> Sha256, string? Link, int? Mode, OwnedFileTraits Traits, bool MayChange);
