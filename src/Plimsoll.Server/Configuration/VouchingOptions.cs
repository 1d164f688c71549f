using System.ComponentModel.DataAnnotations;

namespace Plimsoll.Server.Configuration;

/// <summary>What the server does when another signer than the usual one signs in a repository.</summary>
public enum FirstUse
{
    /// <summary>Nothing.</summary>
    Off,

    /// <summary>It is shown, and waits for an answer; the image is served.</summary>
    Observe,

    /// <summary>Tags do not lead to the image until somebody approves the signer.</summary>
    Enforce,
}

/// <summary>Settings of what the server vouches for, and of whom it believes.</summary>
public sealed class VouchingOptions
{
    /// <summary>Make signed statements about the layers of each image that is opened. Default: true; nothing is made where the trust services are off.</summary>
    public bool Statements { get; set; } = true;

    /// <summary>Repositories (path globs) in which the statements about an image are also attached to it. Default: none; statements about a base are attached to what stands on it everywhere.</summary>
    public IList<string> AttachTo { get; } = [];

    /// <summary>What to do when another signer than the first one of a repository signs there: <c>off</c>, <c>observe</c>, <c>enforce</c>. Default: observe.</summary>
    public FirstUse FirstUse { get; set; } = FirstUse.Observe;

    /// <summary>Bind each move of a tag with a signed statement in the transparency log. Default: true.</summary>
    public bool TagBindings { get; set; } = true;

    /// <summary>How long such a statement is good for, in days. Default: 30.</summary>
    [Range(1, 3650)]
    public int TagBindingDays { get; set; } = 30;

    /// <summary>Repositories (path globs) in which the server signs each image that it opened. Default: none.</summary>
    public IList<string> CounterSign { get; } = [];

    /// <summary>Files with keys of vendors of packages, OpenPGP or PEM, that content of images is proven with. Default: none, and nothing is proven.</summary>
    public IList<string> VendorKeys { get; } = [];

    /// <summary>Directories with mirrors of distributions, for package managers that sign package files and not what is installed. Default: none.</summary>
    public IList<string> VendorMirrors { get; } = [];
}
