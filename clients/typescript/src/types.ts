import type { components } from './openapi.js';

type Schemas = components['schemas'];

/** Anything JSON can say. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

export type Account = Schemas['Account'];
export type AccountGrant = Schemas['AccountGrant'];
export type AccountGrantRequest = Schemas['AccountGrantRequest'];
export type AuditEntry = Schemas['AuditEntry'];
export type AuditHead = Schemas['AuditHead'];
export type Deployed = Schemas['Deployed'];
export type DeployRequest = Schemas['DeployRequest'];
export type Execution = Schemas['Execution'];
export type ExecutionStatus = Execution['status'];
export type FunctionInfo = Schemas['Function'];
export type Grant = Schemas['Grant'];
export type GrantRequest = Schemas['GrantRequest'];
export type LogLine = Schemas['LogLine'];
export type MadeToken = Schemas['MadeToken'];
export type NeoEvent = Schemas['NeoEvent'];
export type NeoEventPage = Schemas['NeoEventPage'];
export type NeoNode = Schemas['NeoNode'];
export type NeoTransaction = Schemas['NeoTransaction'];
export type Problem = Schemas['Problem'];
export type Replay = Schemas['Replay'];
export type Secret = Schemas['Secret'];
export type SecretState = Schemas['SecretStateRequest']['state'];
export type SecretVersion = Schemas['SecretVersion'];
export type ServiceStatus = Schemas['ServiceStatus'];
export type SetSecretRequest = Schemas['SetSecretRequest'];
export type Token = Schemas['Token'];
export type TokenRequest = Schemas['TokenRequest'];
export type UpdateSecretRequest = Schemas['UpdateSecretRequest'];
export type Version = Schemas['Version'];
export type WhoAmI = Schemas['WhoAmI'];
