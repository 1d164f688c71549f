using Plimsoll.Inspection.Findings;

namespace Plimsoll.Tests.Inspection.Findings;

/// <summary>Build steps as people write them.</summary>
public sealed class HistoryRuleTests
{
    [Theory]
    [InlineData("curl -fsSL https://get.example.org | sh")]
    [InlineData("curl https://get.example.org|bash -s -- --yes")]
    [InlineData("wget -qO- https://get.example.org | sudo -E bash -")]
    [InlineData("wget -O - https://get.example.org/x.gz | gunzip | sh")]
    [InlineData("curl -sL https://get.example.org | tee /tmp/x | python3 -")]
    [InlineData("curl -sL https://get.example.org | FOO=bar /bin/sh")]
    [InlineData("curl -sL https://get.example.org | env FOO=bar bash")]
    [InlineData("bash <(curl -s https://get.example.org)")]
    [InlineData("sh -c \"$(curl -fsSL https://get.example.org)\"")]
    [InlineData("eval \"$(wget -qO- https://get.example.org)\"")]
    [InlineData("source <(curl -s https://get.example.org)")]
    [InlineData("set -e; . <(curl -s https://get.example.org)")]
    [InlineData("python -c \"$(curl -fsSL https://get.example.org)\"")]
    [InlineData("curl -o /tmp/install.sh https://get.example.org && bash /tmp/install.sh")]
    [InlineData("curl -fsSLo install.sh https://get.example.org && sh ./install.sh --yes")]
    [InlineData("wget https://get.example.org/install.sh && sh install.sh")]
    [InlineData("curl -sL https://get.example.org/setup_20.x > setup && sudo bash setup")]
    [InlineData("powershell -Command iex ((New-Object Net.WebClient).DownloadString('https://get.example.org'))")]
    [InlineData("pwsh -c iwr -useb https://get.example.org | iex")]
    public void Sees_a_download_that_is_run(string line) => RunDownload.IsIn(line).ShouldBeTrue();

    [Theory]
    [InlineData("curl -fsSL https://example.org/a.tgz | tar -xz -C /opt")]
    [InlineData("curl -fsSL https://example.org/key.asc | gpg --dearmor -o /usr/share/keyrings/x.gpg")]
    [InlineData("curl -o a.tgz https://example.org/a.tgz && tar -xf a.tgz")]
    [InlineData("curl -o install.sh https://example.org/install.sh && echo \"abc  install.sh\" | sha256sum -c && sh install.sh")]
    [InlineData("echo curl && sh build.sh")]
    [InlineData("apt-get install -y curl bash")]
    [InlineData("curl https://example.org/ | grep -q ok | wc -l")]
    public void Sees_none_where_nothing_is_run(string line) => RunDownload.IsIn(line).ShouldBeFalse();

    [Theory]
    [InlineData("apt-get install -y --allow-unauthenticated x=1", "history-unverified-packages")]
    [InlineData("echo 'deb [trusted=yes] https://deb.example.org/ ./' > /etc/apt/sources.list.d/x.list", "history-unverified-packages")]
    [InlineData("dnf install -y --nogpgcheck x-1.2", "history-unverified-packages")]
    [InlineData("apk add --allow-untrusted ./x.apk", "history-unverified-packages")]
    [InlineData("pip install --trusted-host pypi.internal x==1", "history-unverified-packages")]
    [InlineData("npm config set strict-ssl false", "history-unverified-packages")]
    [InlineData("curl -ksSL https://example.org/x -o x", "history-insecure-download")]
    [InlineData("curl --insecure https://example.org/x -o x", "history-insecure-download")]
    [InlineData("wget --no-check-certificate https://example.org/x", "history-insecure-download")]
    [InlineData("git config --global http.sslVerify false", "history-insecure-download")]
    [InlineData("wget http://downloads.example.org/x.tgz", "history-insecure-download")]
    [InlineData("pip install git+https://git.example.org/a/b.git@v1", "history-install-from-git")]
    [InlineData("npm install github:example/lib", "history-install-from-git")]
    [InlineData("go install example.org/tool@latest", "history-install-from-git")]
    [InlineData("cargo install --git https://git.example.org/a/b", "history-install-from-git")]
    [InlineData("apt-get update && apt-get dist-upgrade -y", "history-upgrade")]
    [InlineData("apk upgrade --no-cache", "history-upgrade")]
    [InlineData("chmod -R 777 /srv", "history-world-writable")]
    [InlineData("chmod 0666 /srv/x", "history-world-writable")]
    [InlineData("chmod a+w /srv/x", "history-world-writable")]
    [InlineData("useradd app && sudo -u app true", "history-sudo")]
    [InlineData("apt-get install -y sudo=1.9", "history-sudo")]
    [InlineData("echo 'app ALL=(ALL) NOPASSWD:ALL' >> /etc/sudoers", "history-sudo")]
    [InlineData("apt-get install -y --no-install-recommends curl ca-certificates", "history-unpinned-packages")]
    [InlineData("apk add --no-cache git", "history-unpinned-packages")]
    [InlineData("pip install requests", "history-unpinned-packages")]
    [InlineData("npm install -g @angular/cli", "history-unpinned-packages")]
    [InlineData("gem install bundler", "history-unpinned-packages")]
    public void Sees_what_a_step_should_not_do(string line, string kind) => Kinds(line).ShouldBe([kind]);

    [Theory]
    [InlineData("apt-get install -y curl=7.88.1-10 ca-certificates=20230311")]
    [InlineData("apk add --no-cache git=2.45.2-r0")]
    [InlineData("pip install -r requirements.txt")]
    [InlineData("pip install requests==2.32.0")]
    [InlineData("npm ci")]
    [InlineData("npm install -g typescript@5.4.5")]
    [InlineData("gem install bundler -v 2.5.0")]
    [InlineData("apt-get install -y /tmp/x.deb")]
    [InlineData("chmod 755 /srv && chmod u+w /srv/x && chmod 1777 /tmp")]
    [InlineData("curl -fsSL https://example.org/x -o x")]
    [InlineData("curl http://127.0.0.1:8080/ready")]
    [InlineData("go install example.org/tool@v1.2.3")]
    [InlineData("COPY sudo /usr/bin/sudo")]
    [InlineData("ENV HINT=use curl -k https://x")]
    public void Sees_nothing_in_a_step_that_takes_care(string line) => Kinds(line).ShouldBeEmpty();

    private static IEnumerable<string> Kinds(string line) => BuildPractices.In(HistoryLine.Clean($"RUN /bin/sh -c {line} # buildkit".Replace("RUN /bin/sh -c COPY", "COPY").Replace("RUN /bin/sh -c ENV", "ENV"))).Select(found => found.Practice.Kind);
}
