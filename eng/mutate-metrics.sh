#!/bin/sh
# Mutation testing of src/Probity/Metrics: eng/mutate-metrics.sh FOLDER [stryker options, such as -m 'Metrics/Interval.cs']
#
# The tool instruments a whole project, and instrumented sorts and matrix products run for many minutes. So this copies
# Metrics and its tests into FOLDER as a project of their own, with all that they stand on in another that is left alone.
set -eu
[ $# -ge 1 ] || { echo "usage: $0 FOLDER [stryker options]" >&2; exit 2; }
root=$(cd "$(dirname "$0")/.." && pwd)
[ ! -e "$1" ] || { echo "$1 exists; name a folder to be made" >&2; exit 2; }
mkdir -p "$1"
copy=$(cd "$1" && pwd)
shift

mkdir -p "$copy/src/Base" "$copy/src/Probity" "$copy/tests/Probity.Tests"
cp -r "$root/.config" "$root/global.json" "$root/Directory.Packages.props" "$copy"
for part in Numerics Scores Calibration Require.cs Percent.cs FitDiagnostics.cs FitReport.cs; do
    cp -r "$root/src/Probity/$part" "$copy/src/Base"
done
cp -r "$root/src/Probity/Metrics" "$copy/src/Probity"
cp -r "$root/tests/Probity.Tests/Metrics" "$root/tests/Probity.Tests/ThreadsCollection.cs" "$root/tests/Probity.Tests/stryker-config.json" "$copy/tests/Probity.Tests"

cat > "$copy/Directory.Build.props" <<'XML'
<Project>
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <LangVersion>latest</LangVersion>
    <Nullable>enable</Nullable>
    <ImplicitUsings>enable</ImplicitUsings>
    <InvariantGlobalization>true</InvariantGlobalization>
    <AllowUnsafeBlocks>true</AllowUnsafeBlocks>
    <NuGetAudit>false</NuGetAudit>
  </PropertyGroup>
</Project>
XML
cat > "$copy/src/Base/Base.csproj" <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <ItemGroup>
    <InternalsVisibleTo Include="Probity" />
    <InternalsVisibleTo Include="Probity.Tests" />
  </ItemGroup>
</Project>
XML
cat > "$copy/src/Probity/Probity.csproj" <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <ItemGroup>
    <ProjectReference Include="../Base/Base.csproj" />
    <InternalsVisibleTo Include="Probity.Tests" />
  </ItemGroup>
</Project>
XML
cat > "$copy/tests/Probity.Tests/Probity.Tests.csproj" <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <ItemGroup>
    <ProjectReference Include="../../src/Base/Base.csproj" />
    <ProjectReference Include="../../src/Probity/Probity.csproj" />
    <PackageReference Include="FSharp.Core" />
    <PackageReference Include="FsCheck" />
    <PackageReference Include="MathNet.Numerics" />
    <PackageReference Include="Microsoft.NET.Test.Sdk" />
    <PackageReference Include="xunit" />
    <PackageReference Include="xunit.runner.visualstudio" PrivateAssets="all" />
    <Using Include="Xunit" />
  </ItemGroup>
</Project>
XML

cd "$copy/tests/Probity.Tests"
dotnet tool restore
dotnet stryker --skip-version-check -O "$copy/results" "$@"
