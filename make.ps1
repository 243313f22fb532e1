# The same as the Makefile, for Windows:
#   .\make.ps1 run | test | lint | check | render | desktop | lock
#   $env:PORT = 8502; .\make.ps1 run        $env:HEADLESS = 1 opens no window
param([ValidateSet("run", "test", "lint", "check", "render", "desktop", "lock")][string]$Verb = "run")

$ErrorActionPreference = "Stop"
Set-Location -LiteralPath $PSScriptRoot
$Python = ".venv\Scripts\python.exe"
$Pytest = @("-m", "pytest", "-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder")

function Invoke-Step {
    param([string]$Program, [string[]]$Arguments)
    & $Program @Arguments
    if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
}

function Find-Python {
    $candidates = @(@("py", "-3.13"), @("py", "-3.12"), @("py", "-3.11"), @("py", "-3.14"), @("python3"), @("python"))
    foreach ($candidate in $candidates) {
        $program, $version = $candidate
        if (-not (Get-Command $program -ErrorAction SilentlyContinue)) { continue }
        # The Microsoft Store's placeholder called python exists and fails.
        try { & $program @($version | Where-Object { $_ }) -c "import sys; sys.exit(sys.version_info < (3, 11))" 2>$null }
        catch { continue }
        if ($LASTEXITCODE -eq 0) { return , $candidate }
    }
    Write-Host "No Python 3.11 or newer was found on this machine."
    Write-Host "Install one from python.org and run this again."
    exit 1
}

function Install-Part {
    param([string[]]$Parts)
    $program, $version = Find-Python
    Invoke-Step $program (@($version | Where-Object { $_ }) + "scripts\install.py" + $Parts)
}

function Invoke-Lint {
    Install-Part @("app", "test", "desktop")
    Invoke-Step $Python @("-m", "ruff", "check", ".")
    Invoke-Step $Python @("-m", "ruff", "format", "--check", ".")
    Invoke-Step $Python @("-m", "mypy")
}

switch ($Verb) {
    "run" {
        Install-Part @("app")
        Invoke-Step $Python @("-m", "scripts.launch")
    }
    "lint" { Invoke-Lint }
    "check" {
        Invoke-Lint
        Invoke-Step $Python ($Pytest + "-m" + "not browser and not model")
    }
    "test" {
        Invoke-Lint
        Invoke-Step $Python @("-m", "scripts.browser")
        Invoke-Step $Python $Pytest
    }
    "render" {
        Install-Part @("app", "render")
        Invoke-Step $Python @("-m", "scripts.browser")
    }
    "desktop" {
        Install-Part @("app", "desktop")
        Invoke-Step $Python @("-m", "scripts.desktop")
    }
    "lock" { Install-Part @("lock") }
}
